// Where an asker may say to be: cities, as X and Telegram name them.

const CITIES = [
  ["Hamburg", "Hamburg, Germany", "DE", "Germany", [9.73, 53.4, 10.33, 53.74]],
  ["Berlin", "Berlin, Germany", "DE", "Germany", [13.09, 52.34, 13.76, 52.68]],
  ["London", "London, England", "GB", "United Kingdom", [-0.51, 51.29, 0.33, 51.69]],
  ["Milan", "Milan, Lombardy", "IT", "Italy", [9.04, 45.39, 9.28, 45.54]],
  ["Lyon", "Lyon, France", "FR", "France", [4.77, 45.71, 4.9, 45.81]],
  ["Seattle", "Seattle, WA", "US", "United States", [-122.46, 47.48, -122.22, 47.73]],
];

export const names = CITIES.map(([name]) => name);

export function onX(name) {
  const city = CITIES.find(([one]) => one === name);
  if (!city) return null;
  const [, full_name, country_code, country, bbox] = city;
  return { id: name.toLowerCase(), full_name, country, country_code, bbox };
}

export function onTelegram(name) {
  const city = CITIES.find(([one]) => one === name);
  if (!city) return null;
  const [west, south, east, north] = city[4];
  return { latitude: round((south + north) / 2), longitude: round((west + east) / 2) };
}

// The city whose box holds the point, for people who do not think in degrees.
export function near({ latitude, longitude }) {
  const city = CITIES.find(([, , , , [west, south, east, north]]) => west <= longitude && longitude <= east && south <= latitude && latitude <= north);
  return city ? city[0] : `${latitude}, ${longitude}`;
}

const round = (degrees) => Math.round(degrees * 1000) / 1000;
