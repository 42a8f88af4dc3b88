import type { Language } from '../../lib/index.js'

/** Scripts of the talks that the layout was tuned on, written for this bench: news, stories and small talk. */
export const scripts: Readonly<Record<Language, string>> = {
  en: `Good evening, and welcome to the programme. The council voted last night to close the old bridge for at least
    eighteen months, because engineers have found cracks in two of the main supports. Traffic will be sent through the
    town centre until a temporary crossing is ready. Shop owners are worried, and so are the parents of nearly six
    hundred children who walk to school along that road. Is there another way? Martin Hughes, who runs the bakery beside
    the river, thinks there is. "They could have opened the railway bridge years ago," he told us this morning. "Nobody
    wanted to pay for it." Yes. That is what we heard again and again. The mayor, Dr. Helen Ward, was not available for an
    interview, but her office sent us a short statement in which she promised that buses would run every ten minutes
    from the first day. We will see. Let us turn to the weather now. A band of rain is moving in from the west, and it
    should reach the coast by about four o'clock. Inland it will stay dry until the evening, with temperatures around
    fourteen degrees. The wind will be strong at times, especially over the hills and near open water. Tomorrow looks
    much better. So, let me tell you how I learned to cook. When I was a student I lived with three people who had never
    made anything but toast, and after two weeks of that I decided something had to change. I bought a book, I burned a
    great many onions, and I called my grandmother almost every day. She never laughed at me. Well, hardly ever. What she
    taught me is that you have to taste everything, all the time, because a recipe is only an idea of what might happen.
    The oven is different, the flour is different, and you are different on a Monday than you are on a Friday. I still
    have the notebook in which I wrote down what she said over the telephone. Some of the pages are so stained with
    butter that you can see through them. My daughter is going to get it when she leaves home. She says she doesn't want
    it. She will. Research that was published in the spring suggests that people remember more of what they hear when
    they can read the words at the same time. The team at the university tested nearly four thousand adults over a
    period of six years and found the same effect in every age group. It was strongest in those who were learning a new
    language. Nobody really knows why.`,
  de: `Guten Abend, meine Damen und Herren. Der Stadtrat hat gestern Abend beschlossen, die alte Brücke für mindestens
    achtzehn Monate zu sperren, weil Ingenieure in zwei der tragenden Pfeiler Risse gefunden haben. Der Verkehr wird durch
    die Innenstadt geleitet, bis eine vorläufige Überfahrt fertig ist. Die Händler machen sich Sorgen, und die Eltern von
    fast sechshundert Kindern, die auf dieser Straße zur Schule gehen, ebenfalls. Gibt es einen anderen Weg? Martin
    Huber, dem die Bäckerei am Fluss gehört, ist davon überzeugt. Man hätte die Eisenbahnbrücke schon vor Jahren öffnen
    können, sagte er uns heute Morgen. Niemand wollte dafür bezahlen. Ja. Genau das haben wir immer wieder gehört. Die
    Bürgermeisterin war für ein Gespräch nicht zu erreichen, aber ihr Büro schickte uns eine kurze Erklärung, in der sie
    verspricht, dass vom ersten Tag an alle zehn Minuten Busse fahren. Wir werden sehen. Nun zum Wetter. Von Westen zieht
    ein Regengebiet heran, das die Küste gegen vier Uhr erreichen wird. Im Landesinneren bleibt es bis zum Abend trocken,
    bei Temperaturen um vierzehn Grad. Der Wind weht zeitweise kräftig, vor allem über den Bergen und am offenen Wasser.
    Morgen wird es deutlich freundlicher. Ich möchte Ihnen erzählen, wie ich kochen gelernt habe. Als Student wohnte ich
    mit drei Leuten zusammen, die nie etwas anderes gemacht hatten als belegte Brote, und nach zwei Wochen beschloss ich,
    dass sich etwas ändern muss. Ich kaufte ein Buch, ließ sehr viele Zwiebeln anbrennen und rief fast jeden Tag meine
    Großmutter an. Sie hat mich nie ausgelacht. Na gut, fast nie. Von ihr habe ich gelernt, dass man alles ständig
    probieren muss, weil ein Rezept nur eine Vorstellung davon ist, was geschehen könnte. Der Ofen ist anders, das Mehl ist
    anders, und man selbst ist am Montag anders als am Freitag. Das Heft, in dem ich aufgeschrieben habe, was sie mir am
    Telefon gesagt hat, besitze ich noch immer. Manche Seiten sind so voller Butter, dass man durch sie hindurchsehen
    kann. Meine Tochter wird es bekommen, wenn sie auszieht. Sie sagt, sie will es nicht. Das kommt noch. Eine Studie, die im
    Frühjahr erschienen ist, legt nahe, dass sich Menschen mehr von dem merken, was sie hören, wenn sie die Wörter
    gleichzeitig lesen können. Die Forscher haben über sechs Jahre hinweg beinahe viertausend Erwachsene untersucht und in
    jeder Altersgruppe dieselbe Wirkung gefunden. Am stärksten war sie bei denen, die gerade eine neue Sprache lernten.
    Warum das so ist, weiß niemand.`,
  fr: `Bonsoir et bienvenue dans notre émission. Le conseil municipal a décidé hier soir de fermer le vieux pont pendant au
    moins dix-huit mois, parce que des ingénieurs ont trouvé des fissures dans deux des piles principales. La circulation
    passera par le centre-ville jusqu'à ce qu'un ouvrage provisoire soit prêt. Les commerçants sont inquiets, tout comme
    les parents de près de six cents enfants qui vont à l'école par cette route. Existe-t-il une autre solution ? Martin
    Huguet, qui tient la boulangerie au bord de la rivière, en est convaincu. On aurait pu ouvrir le pont du chemin de fer
    il y a des années, nous a-t-il dit ce matin. Personne ne voulait payer. Oui. C'est ce que nous avons entendu partout. La
    maire n'était pas disponible pour un entretien, mais son bureau nous a envoyé une courte déclaration dans laquelle elle
    promet que des autobus circuleront toutes les dix minutes dès le premier jour. Nous verrons bien. Passons maintenant à
    la météo. Une zone de pluie arrive par l'ouest et devrait atteindre la côte vers seize heures. À l'intérieur des terres,
    le temps restera sec jusqu'au soir, avec des températures autour de quatorze degrés. Le vent soufflera fort par
    moments, surtout sur les collines et près de la mer. Demain, il fera bien meilleur. Laissez-moi vous raconter comment
    j'ai appris à cuisiner. Quand j'étais étudiant, je vivais avec trois personnes qui n'avaient jamais préparé autre chose
    que des tartines, et au bout de deux semaines j'ai décidé que quelque chose devait changer. J'ai acheté un livre, j'ai
    brûlé beaucoup d'oignons et j'ai téléphoné à ma grand-mère presque tous les jours. Elle ne s'est jamais moquée de moi.
    Enfin, presque jamais. Elle m'a appris qu'il faut tout goûter, tout le temps, parce qu'une recette n'est qu'une idée de ce
    qui pourrait arriver. Le four est différent, la farine est différente, et vous n'êtes pas le même le lundi et le
    vendredi. J'ai gardé le cahier dans lequel j'écrivais ce qu'elle me disait au téléphone. Certaines pages sont si tachées de
    beurre que l'on voit à travers. Ma fille l'aura quand elle quittera la maison. Elle dit qu'elle n'en veut pas. On verra.
    Une étude publiée au printemps montre que les gens retiennent mieux ce qu'ils entendent lorsqu'ils peuvent lire les
    mots en même temps. Les chercheurs ont suivi près de quatre mille adultes pendant six ans et ont observé le même effet
    dans toutes les tranches d'âge. Il était le plus net chez ceux qui apprenaient une nouvelle langue. Personne ne sait
    vraiment pourquoi.`,
  ru: `Добрый вечер, в эфире новости. Городской совет вчера вечером решил закрыть старый мост как минимум на восемнадцать
    месяцев, потому что инженеры обнаружили трещины в двух главных опорах. Движение пойдёт через центр города, пока не
    будет готова временная переправа. Владельцы магазинов обеспокоены, как и родители почти шестисот детей, которые ходят
    по этой дороге в школу. Есть ли другой выход? Мартин Хаев, который держит пекарню у реки, уверен, что есть.
    Железнодорожный мост могли открыть много лет назад, сказал он нам сегодня утром. Никто не хотел за это платить. Да. Именно
    это мы слышали снова и снова. Мэр города не смогла дать интервью, но её служба прислала нам короткое заявление, в
    котором она обещает, что с первого дня автобусы будут ходить каждые десять минут. Посмотрим. А теперь о погоде. С запада
    приближается полоса дождей, которая дойдёт до побережья примерно к четырём часам. В глубине страны до вечера останется
    сухо, температура около четырнадцати градусов. Ветер временами будет сильным, особенно над холмами и у открытой воды.
    Завтра погода заметно улучшится. Давайте я расскажу вам, как я научился готовить. Когда я был студентом, я жил с тремя
    людьми, которые никогда не делали ничего, кроме бутербродов, и через две недели я решил, что надо что-то менять. Я купил
    книгу, сжёг очень много лука и почти каждый день звонил бабушке. Она ни разу надо мной не посмеялась. Ну, почти ни разу.
    Она научила меня тому, что всё надо пробовать, постоянно, потому что рецепт это только представление о том, что может
    получиться. Духовка другая, мука другая, и вы сами в понедельник не такой, как в пятницу. У меня до сих пор хранится
    тетрадь, в которую я записывал всё, что она говорила по телефону. Некоторые страницы так пропитались маслом, что сквозь
    них видно. Моя дочь получит её, когда уедет из дома. Она говорит, что тетрадь ей не нужна. Ещё понадобится.
    Исследование, опубликованное весной, показывает, что люди запоминают больше из услышанного, если одновременно могут
    читать слова. Учёные наблюдали почти четыре тысячи взрослых в течение шести лет и нашли один и тот же эффект во всех
    возрастных группах. Сильнее всего он был у тех, кто учил новый язык. Почему так происходит, никто толком не знает.`,
  zh: `各位观众晚上好，欢迎收看今天的节目。市议会昨天晚上决定，把老桥关闭至少十八个月，因为工程师在两个主要的桥墩里发现了裂缝。
    在临时通道建成以前，车辆都要从市中心绕行。附近的店主非常担心，每天走这条路上学的将近六百名孩子的家长也一样。还有别的办法吗？
    在河边开面包店的马丁先生认为有。他今天早上告诉我们，铁路桥几年前就可以开放，只是没有人愿意出钱。是的，这样的话我们听到了很多次。
    市长没有接受采访，但是她的办公室给我们发来了一份简短的声明，保证从第一天起，公共汽车每十分钟开一班。让我们等着看吧。
    下面来看天气。一条雨带正在从西边移过来，大约下午四点会到达海岸。内陆地区到傍晚之前都不会下雨，气温在十四度左右。
    有时候风会比较大，特别是在山区和靠近水面的地方。明天的天气会好很多。我想给大家讲一讲我是怎么学会做饭的。
    我上大学的时候跟三个同学住在一起，他们除了面包什么都不会做。过了两个星期，我觉得不能再这样下去了。我买了一本书，烧焦了很多洋葱，
    几乎每天都给奶奶打电话。她从来没有笑话过我。好吧，几乎没有。她教给我的道理是，什么东西都要尝，而且要一直尝，
    因为菜谱只是告诉你可能会发生什么。烤箱不一样，面粉不一样，你自己星期一和星期五的心情也不一样。她在电话里说的话我都记在一个本子上，
    这个本子我现在还留着。有几页沾了太多黄油，都快变成透明的了。等我女儿离开家的时候，我会把它交给她。她说她不要。以后她会要的。
    今年春天发表的一项研究表明，如果人们在听的同时能看到文字，就会记住更多的内容。大学的研究小组用六年的时间观察了将近四千名成年人，
    发现每个年龄段的结果都是一样的。正在学习一门新语言的人效果最明显。没有人真正知道这是为什么。人工智能技术的发展速度超过了很多人的想象，
    语音识别系统现在已经能够准确地记录会议的内容，并且自动生成字幕。不过专家提醒我们，机器也会犯错误，重要的文件还是要由人来检查。`,
  ja: `皆さん、こんばんは。番組をご覧いただき、ありがとうございます。市議会は昨日の夜、古い橋を少なくとも十八か月のあいだ閉鎖することを決めました。
    主な橋脚の二本にひびが見つかったためです。仮の橋ができるまで、車は町の中心を通ることになります。店の人たちは心配しています。
    この道を歩いて学校へ通う六百人近い子どもの親も同じです。ほかに方法はないのでしょうか。川のそばでパン屋を営むマーティンさんは、あると考えています。
    鉄道の橋を何年も前に開けることができたはずだと、今朝話してくれました。誰もお金を出したがらなかったのです。はい。同じ話を私たちは何度も聞きました。
    市長は取材に応じませんでしたが、最初の日からバスを十分おきに走らせると約束する短い文書が届きました。様子を見ましょう。
    続いて天気予報です。西から雨の地域が近づいていて、午後四時ごろには海岸に届く見込みです。内陸では夕方まで雨は降らず、気温は十四度くらいでしょう。
    山や水辺では、ときどき風が強くなります。明日はずっと良い天気になりそうです。私がどうやって料理を覚えたのか、お話しします。
    学生のころ、パンを焼くことしかできない三人と一緒に暮らしていました。二週間たって、このままではいけないと思いました。
    本を買い、たくさんの玉ねぎを焦がし、ほとんど毎日祖母に電話をかけました。祖母は一度も私を笑いませんでした。まあ、ほとんど笑いませんでした。
    祖母が教えてくれたのは、いつも味を見ることです。レシピは、起こるかもしれないことを書いたものにすぎないからです。
    オーブンも違えば、小麦粉も違います。月曜日の自分と金曜日の自分も違います。電話で聞いたことを書いたノートを、今でも大切に持っています。
    バターがしみこんで、向こうが透けて見えるページもあります。娘が家を出るときに渡すつもりです。娘はいらないと言います。きっと必要になります。
    この春に発表された研究によると、人は話を聞きながら文字を読むと、より多くのことを覚えられるそうです。
    大学の研究チームは六年にわたって四千人近い大人を調べ、すべての年代で同じ結果を得ました。新しい言葉を学んでいる人で、効果が最も大きくなりました。
    その理由は、まだ誰にもわかっていません。`,
  ko: `여러분 안녕하십니까, 저녁 뉴스를 시작하겠습니다. 시의회는 어젯밤 오래된 다리를 적어도 열여덟 달 동안 막기로 결정했습니다. 기술자들이 주요
    교각 두 곳에서 금이 간 것을 발견했기 때문입니다. 임시 다리가 완성될 때까지 차들은 시내를 지나가야 합니다. 가게 주인들은 걱정하고 있고, 그 길로
    학교에 다니는 아이들 육백여 명의 부모들도 마찬가지입니다. 다른 방법은 없을까요? 강가에서 빵집을 하는 마틴 씨는 방법이 있다고 생각합니다. 철도
    다리를 몇 년 전에 열 수 있었다고 그는 오늘 아침에 말했습니다. 아무도 돈을 내려고 하지 않았습니다. 네. 우리는 같은 이야기를 여러 번 들었습니다.
    시장은 인터뷰에 응하지 않았지만, 첫날부터 버스를 십 분마다 운행하겠다고 약속하는 짧은 글을 보내왔습니다. 지켜보겠습니다. 이제 날씨를
    알아보겠습니다. 서쪽에서 비구름이 다가오고 있어서 오후 네 시쯤에는 해안에 닿을 것으로 보입니다. 내륙은 저녁까지 비가 오지 않겠고, 기온은 십사
    도 정도가 되겠습니다. 산지와 물가에서는 바람이 강하게 불 때가 있겠습니다. 내일은 날씨가 훨씬 좋아지겠습니다. 제가 어떻게 요리를 배웠는지 말씀드리겠습니다.
    대학생이었을 때 저는 빵을 굽는 것 말고는 아무것도 만들어 본 적이 없는 친구 세 명과 함께 살았습니다. 두 주가 지나자 무언가 바뀌어야 한다고
    생각했습니다. 저는 책을 한 권 샀고, 양파를 아주 많이 태웠고, 거의 날마다 할머니께 전화를 걸었습니다. 할머니는 한 번도 저를 비웃지 않으셨습니다. 뭐,
    거의 그랬습니다. 할머니가 가르쳐 주신 것은 언제나 모든 것을 맛보아야 한다는 것입니다. 요리책은 일어날 수 있는 일을 적어 놓은 것일 뿐이니까요. 오븐도
    다르고, 밀가루도 다르고, 월요일의 나와 금요일의 나도 다릅니다. 할머니가 전화로 말씀하신 것을 적은 공책을 저는 아직도 가지고 있습니다. 버터가 너무
    많이 묻어서 뒤가 비쳐 보이는 쪽도 있습니다. 딸이 집을 떠날 때 그 공책을 줄 생각입니다. 딸은 필요 없다고 합니다. 언젠가 필요할 것입니다. 올봄에
    발표된 연구에 따르면 사람들은 말을 들으면서 글을 함께 읽을 때 더 많은 것을 기억한다고 합니다. 대학 연구팀은 육 년 동안 어른 사천여 명을 살펴보았고,
    모든 나이대에서 같은 결과를 얻었습니다. 새로운 언어를 배우는 사람들에게서 효과가 가장 컸습니다. 그 이유는 아무도 모릅니다.`,
}
