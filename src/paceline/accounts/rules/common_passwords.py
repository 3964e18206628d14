"""The passwords that guessing begins with, of eight characters or more: shorter ones are refused anyway.

Chosen by hand from the widely published lists of most used passwords; compared without case.
"""

COMMON_PASSWORDS = frozenset(
    """
    12345678 123456789 1234567890 12345678910 0123456789 0987654321 987654321 9876543210 87654321 123123123 123321123 1234512345
    12341234 11111111 111111111 1111111111 00000000 000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777
    88888888 99999999 999999999 11112222 11223344 1122334455 112233445566 12121212 121212121 13131313 10101010 12344321 123454321
    123698745 147258369 147852369 159753456 159357258 789456123 741852963 963852741 789654123 135792468 1357924680 246813579
    01012011 19841984 19851985 20002000 20202020 31415926 314159265 password password1 password12 password123 password1234
    password12345 password! password1! password01 password2 passw0rd passw0rd1 p@ssword p@ssw0rd p@ssw0rd1 p@ssword1 pa55word
    pa$$word pa$$w0rd passpass passwords mypassword yourpassword nopassword newpassword oldpassword thepassword changeme1 changeme123
    changeit1 letmein1 letmein12 letmein123 letmeinnow qwertyui qwertyuiop qwertyuiop123 qwerty12 qwerty123 qwerty1234 qwerty12345
    qwerty123456 qwertyqwerty qwert123 qwert12345 qwer1234 qwer4321 qwe123qwe qweasdzxc qweasd123 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y
    q1w2e3r4 q1w2e3r4t5 1qaz2wsx 1qaz2wsx3edc qazwsxedc qazwsx123 zaq12wsx zaq1zaq1 1qazxsw2 zxcvbnm1 zxcvbnm123 zxcvbnm, asdfghjk
    asdfghjkl asdfghjkl1 asdfasdf asdf1234 asdfqwer asdasdasd aaaaaaaa a1234567 a12345678 a123456789 a1b2c3d4 aa123456 aa12345678
    abc12345 abc123456 abcd1234 abcd12345 abcdefgh abcdefghi abc123abc abcabc123 1234abcd 123456ab 123456abc 12345abc 123abc123
    iloveyou iloveyou1 iloveyou2 iloveyou12 iloveyou123 ilovegod ilovehim lovelove lovely123 loveyou1 lovers123 princess princess1
    princess123 sunshine sunshine1 sunshine123 football football1 football123 baseball baseball1 baseball123 basketball volleyball
    superman superman1 superman123 batman123 spiderman spiderman1 pokemon1 pokemon123 starwars starwars1 starwars123 whatever
    whatever1 trustno1 trustnoone michelle michelle1 jennifer jennifer1 jessica1 jonathan charlie1 charlie123 danielle christian
    alexander alexandra elizabeth victoria samantha stephanie nicholas benjamin patricia computer computer1 internet internet1
    welcome1 welcome12 welcome123 welcome1234 welcome2020 welcome2021 welcome2022 welcome2023 welcome2024 welcome2025 welcome2026
    administrator admin123 admin1234 admin12345 admin123456 adminadmin adminpass adminpassword root1234 rootroot toor1234 testtest
    test1234 test12345 testing1 testing123 guest123 guestguest user1234 useruser default1 default123 demo1234 secret123 secretpassword
    master12 master123 mustang1 corvette mercedes ferrari1 maverick midnight midnight1 shadow12 shadow123 dragon12 dragon123 monkey12
    monkey123 butterfly butterfly1 chocolate chocolate1 strawberry blink182 blessed1 freedom1 forever1 happy123 hello123 hello1234
    hellohello helloworld summer2023 summer2024 summer2025 summer2026 winter2023 winter2024 winter2025 winter2026 spring2024
    spring2025 autumn2024 autumn2025 liverpool liverpool1 chelsea1 arsenal1 barcelona barcelona1 realmadrid juventus steelers
    cowboys1 yankees1 marathon marathon1 running1 running123 runner123 cycling1 cycling123 cyclist1 bicycle1 training training1
    triathlon ironman1 ironman123 paceline paceline1 paceline123 strava123 garmin123
    """.split()  # noqa: SIM905 -- a paragraph of words reads better than 300 quoted strings
)
