"""What people say in public that is hardly ever any company's subject: how the model knows that no topic fits; pure.

Written for Byhand. A sentence that is like something said of one of a policy's topics does not count there.
"""

__all__ = ["ELSEWHERE"]

_SAID = """
Good morning everyone, have a lovely day
Good night and sweet dreams
Hello, how are you doing today?
Hey there, what's up?
Happy birthday to you
Happy new year to all of you
Merry Christmas and a peaceful time with your family
I love you guys
You are the best, keep it up
Thanks for nothing
That made me laugh so hard
lol same here
I can't believe it is Monday again
Finally weekend, time for a drink
I am so tired and bored right now
First!
Nice one, well played
Who else is watching this tonight?
Just landed, the view is beautiful
What a beautiful sunset over the river
What's the weather like today?
Will it rain on the weekend?
It is freezing cold outside
This heat is killing me
Who won the football match last night?
Which team has the most championships?
Who is going to win the world cup?
The referee was blind, that was never a penalty
How many points did he score in the final?
What time does the game start on Sunday?
Best goal of the season, what a player
Who is the highest paid athlete in the world?
Who is the president of France?
Who do you think will win the election?
The government should resign
Politicians are all liars
When is the next vote in parliament?
Why are taxes so high in this country?
Stop the war now
What is the capital of Australia?
How tall is the highest mountain on earth?
Which river is the longest in the world?
How many people live in Japan?
Which countries border Germany?
When did the Roman empire fall?
Who invented the light bulb?
Who was the first person on the moon?
How far is it from the earth to the sun?
Why is the sky blue?
How do black holes form?
What is the speed of light?
How many bones does a human have?
Why did the dinosaurs die out?
What is the chemical symbol for gold?
What is the square root of a hundred and forty four?
Solve this equation for x
Can you do my homework for me?
What does photosynthesis mean?
What is the meaning of life?
Do you believe in god?
Is there life after death?
What is your favourite colour?
Are you a human or a machine?
Tell me a funny story
Knock knock, who is there?
Why did the chicken cross the road?
What should I be for Halloween?
Which star sign goes well with Leo?
My horoscope says today is my lucky day
Pray for peace
Who sang that song about the rain?
What is the best movie of all time?
When does the next season of that series come out?
Who plays the villain in the film?
That singer has such a wonderful voice
Which book should I read next?
Who wrote Romeo and Juliet?
How old is that actress now?
Did you hear that they broke up?
What did the celebrities wear on the red carpet?
My boyfriend does not talk to me any more
How do I tell her that I like her?
Does he love me or not?
We are getting married in spring
My baby said her first word today
How do I become more confident?
How do I find a better job?
What should I write in my resume?
How do I ask my boss for a raise?
What do I study to become a lawyer?
How do I lose weight quickly?
How many hours should I sleep?
Why does my back hurt when I wake up?
Is it bad to crack your knuckles?
What helps against a headache?
How long does it take to run a marathon?
What are good exercises for stronger legs?
How do I cook rice?
What can I make from leftover chicken?
How long do eggs need to boil?
Is a tomato a fruit or a vegetable?
Which wine goes with fish?
How do I get rid of ants in the garden?
When should I plant tulips?
Why are the leaves of my plant yellow?
How do I teach my dog to sit?
Why do cats purr?
How long do elephants live?
How often should I change the oil in my car?
What pressure should the tyres have?
How do I change a flat tyre?
Where can I park downtown?
Is the motorway closed because of the accident?
How do I say thank you in Japanese?
What is the past tense of swim?
How do you spell necessary?
Translate this sentence into Spanish
What does this word mean?
Which stock should I buy now?
Will the price of bitcoin go up?
How high is inflation at the moment?
Should I invest in gold?
How do I get rich?
What is the lottery jackpot this week?
Win a free prize, click the link in my bio
Follow me and I follow you back
Check out my new video and subscribe
Make money from home, no experience needed
Buy followers cheap
Sign this petition and share it
My new single is out now
We are hiring, apply on our page
Join us at the conference tomorrow
Read my thread about leadership
Which hotel in Rome is nice?
What should I see in Paris in two days?
Do I need a visa for India?
What is the time difference to New York?
What day is it tomorrow?
How many days until summer?
What year was that?
How do I paint a wall without streaks?
How do I get a red wine stain out of a carpet?
How do I tie a tie?
How do I learn to play the guitar?
How many chords does a beginner need?
What are the rules of chess?
Who is the author of this painting?
How do I take care of my skin?
Which haircut suits a round face?
What should I wear to a wedding?
Is it legal to record a phone call?
How do I file for divorce?
Can my landlord raise the rent?
The neighbours are loud every night
The police stopped me for speeding
There was an earthquake, is everybody safe?
What happened to the plane that disappeared?
Are aliens real?
The moon looks huge tonight
ok
yes please
no
why?
what?
wow
hm
test 123
asdf qwertz
xyz abc
"""
ELSEWHERE: tuple[str, ...] = ("", *(line for line in _SAID.splitlines() if line))
