"""Lines as people write them to a company, with what they are; ours, and none of them is among the examples.

A second word behind the kind says that somebody may be waiting for an answer all the same.
"""

_LINES = """
question | Love the new store! Do you open on Sundays?
question | hey do you guys still fix iphone screens at the oxford street one
question | is it normal that the fan runs all the time
question | My washing machine leaks since the weekend, model WX-200
question | Can anyone at your company explain my bill to me?
question | How much is delivery to the Highlands
question | Thanks for the fast reply! And which adapter goes with it?
question | Thank you but it still doesn't work
question | The tablet arrived with a crack in the corner
question | I'm looking for a quiet dishwasher, any suggestions
question | Need to return a lamp without the box, is that ok
question | where's my parcel
question | order 5521 has been "out for delivery" for three days now
question | The app crashes each time I open the basket
question | wondering whether the OLED burns in if it's on all day
question | Do I really need the extended warranty?
question | What's the difference between the Pro and the Air
question | can't find the serial number anywhere
question | Which shop in Bristol has the biggest choice of cameras?
question | Please call me, nobody picks up at the Leeds shop
question | So happy with the speaker. One thing: how do I switch off the voice?
question | Got the fridge yesterday and it does not cool
question | I would like to change my delivery to Saturday
question | Anyone else unable to log in this morning
question | My son spilled juice on the keyboard, what should I do first
question | you charged me 40 instead of 30, please check
question | Is there a student discount on laptops
question | does the blue one come in a bigger size
question | Looking to buy a drone for a beginner, budget 200
question | the remote does nothing after i changed the batteries
question | Any update on the recall of the kettles?
question | I have been waiting for a refund since March
question | Who do I contact about a job in your warehouse
question | Trying to pair my watch and it keeps saying error 12
question | How long do you hold a reserved product
question | The manual is only in Chinese, where do I get an English one
question | Will there be more of the limited edition
question | What time does the Cardiff branch close on bank holidays
question | printer says out of ink and the cartridge is brand new
question | My TV broke after 2 days and now it is just black
question | is this email from you or is it a fraud
question | could you tell me if the cable is included
question | Hab ihr das Modell auch in Weiß?
question | Mein Staubsauger startet nicht mehr, was kann ich tun
question | Wann kommt meine Bestellung 4711 endlich an
question | Ich suche ein Geschenk für meine Oma
question | Kann man das Gerät auch mieten
question | Bonjour, où est ma commande ?
question | Le lave-vaisselle ne démarre plus depuis hier
question | Je cherche un casque pour les enfants
question | ¿Tenéis este modelo en la tienda de Sevilla?
question | No me llega el código para entrar en mi cuenta
question | Busco un ordenador barato para estudiar
question | Quando riapre il negozio di Torino?
question | Il telecomando non funziona più
question | Vocês entregam na Madeira?
question | O aplicativo não funciona desde ontem
question | Wanneer komt mijn pakket aan
question | De oven werkt niet meer na de update
question | Czy ten model jest dostępny w Krakowie
question | Где мой заказ
question | Пылесос не работает, что делать
question | Siparişim ne zaman gelir
question | متى يصل طلبي من فضلكم
question | الغسالة لا تعمل منذ أمس
question | 这个型号有黑色的吗
question | 荷物がまだ届きません
question | 배송은 언제 오나요
question | สินค้าจะมาถึงเมื่อไหร่
praise | Thanks, that fixed it!
praise | thank you 🙏
praise | thx, works now
praise | Just want to thank Aisha in Leeds, she was wonderful
praise | Amazing service as always ❤️
praise | Big shout out to the Glasgow crew, you were so patient with my gran
praise | You guys rock!
praise | Best purchase of the year, I love it
praise | Very impressed with how quick that was
praise | Cheers mate, all good now
praise | That did the trick, much appreciated
praise | Your delivery driver was so friendly, made my day
praise | Five stars for the repair desk
praise | Brilliant, thank you Tom
praise | My laptop runs like new, great job!
praise | What a lovely shop, we will be back
praise | Perfect answer, thanks a million
praise | I have to say: excellent advice from your colleague in Hull
praise | Well done on the new app, it is beautiful
praise | So grateful for your help yesterday
praise | Danke, das hat geklappt!
praise | Super nett geholfen worden, vielen Dank
praise | Toller Laden, sehr freundliche Leute
praise | Merci, c'est parfait !
praise | Personnel très gentil, bravo
praise | Muchas gracias, ya funciona
praise | Qué encanto de chica en la tienda, gracias
praise | Grazie, gentilissimi
praise | Obrigado, resolvido!
praise | Bedankt, top service
praise | Dziękuję, działa już
praise | Спасибо, всё работает
praise | Teşekkürler, harika
praise | شكرا لكم، خدمة ممتازة
praise | 谢谢 太棒了
praise | ありがとうございました、助かりました
praise | 감사합니다 최고예요
praise | ขอบคุณมาก ยอดเยี่ยม
complaint | Worst shop ever, I am never coming back
complaint | You are a disgrace
complaint | What an awful company
complaint | The staff in Derby were so rude to my mother
complaint | Thanks for nothing
complaint | Absolutely appalling customer service 😡
complaint | I hate your new layout, it is ugly
complaint | Such a disappointment, expected better from you
complaint | Liars. You promised and you lied
complaint | Your hold music is a crime and so is your service
complaint | Avoid this company, total rip off
complaint | Shame on you
complaint | Utterly useless support, a complete waste of an afternoon
complaint | never again. awful.
complaint | Pathetic. Just pathetic.
complaint | You've lost my business for good
complaint | Cheap plastic rubbish, sums up your brand
complaint | The manager in Slough is arrogant and incompetent
complaint open | My TV broke after 2 days, awful!
complaint open | Two hours on hold and then you hung up, terrible
complaint open | Still no refund, you are thieves
complaint open | third delay in a row, this is ridiculous
complaint | Unverschämter Kundendienst, nie wieder
complaint | Ich bin so enttäuscht von diesem Laden
complaint | Quelle honte, le pire magasin de la ville
complaint | Sois unos ladrones, el peor servicio
complaint | Servizio pessimo, vergogna
complaint | Péssimo atendimento, uma vergonha
complaint | Slechtste service ooit, schandalig
complaint | Худшее обслуживание, позор
complaint | أسوأ متجر في المدينة
complaint | 最差的服务 太失望了
complaint | 最悪の店です、がっかり
chatter | 😂😂😂
chatter | lol
chatter | Happy Friday everyone!
chatter | haha my cat does the same
chatter | Just saw your lorry on the M6
chatter | Giveaway time! Follow and retweet to win a console
chatter | New video: unboxing ten phones, link in bio
chatter | We can bring you 5,000 real followers, DM me for prices
chatter | Snowing in Aberdeen again
chatter | good morning ☀️
chatter | My nan bought her first radio from you in 1971
chatter | #deals #weekend
chatter | https://example.com/offer
chatter | Earn money from home, guaranteed
chatter | ok
chatter | Having a coffee across from your store
chatter | Guten Morgen aus Hamburg
chatter | Bonjour à tous
chatter | Buenos días desde Valencia
"""


def lines() -> list[tuple[str, bool, str]]:
    """Kind, whether it should never be passed over in silence, text."""
    read = []
    for line in _LINES.strip().splitlines():
        label, _, text = line.partition(" | ")
        kind, _, mark = label.partition(" ")
        read.append((kind, kind == "question" or bool(mark), text))
    return read
