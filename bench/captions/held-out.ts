import type { Language } from '../../lib/index.js'

/**
 * Scripts of talks that the layout was not tuned on: a lecture, instructions, an interview and a tale. Tune the layout
 * with `scripts.ts` and look only at the scores of these.
 */
export const heldOut: Readonly<Record<Language, string>> = {
  en: `Last week we stopped at the question of what makes a volcano explode instead of simply overflowing. Most of the answer is gas.
    Magma that comes from deep inside the earth holds water and carbon dioxide, much as a closed bottle of lemonade does, and as it
    climbs the pressure around it falls. If the rock is thin, like the basalt of Hawaii, the bubbles get out and you can walk beside
    the lava. If it is thick, they can't. Then the whole mountain may go up within a few hours, as Mount Saint Helens did in 1980.
    Please remember that number for the test. Before you change a tyre, put the bike upside down and shift the chain to the smallest
    ring. Open the lever, lift the wheel out, and let the rest of the air go. Push one side of the tyre over the rim with your thumbs.
    Don't use a screwdriver! Once the tube is out you should run two fingers along the inside, because whatever made the hole could
    still be stuck in there. Pump the new tube up just a little so that it takes its shape. I wanted to ask you about your first years
    on the boat. Oh, they were terrible. I was nineteen, I got seasick every single morning, and the other men had been fishing since
    they were children. So why did you stay? I suppose I was too proud to go home. And there was this one evening when the fog lifted
    and we saw about three hundred dolphins, all of them going the same way as we were. After that I never thought of leaving again.
    Does your son want to take over the business? He studies law in Edinburgh, so probably not. Once upon a time there was a miller who
    owned nothing but his mill, an old grey cat and a clock that had stopped at midnight on the day he was born. One winter a stranger
    knocked at the door and offered to repair the clock for the price of a single night's sleep. The miller laughed and agreed. But
    when he lay down that evening he found that he could not close his eyes, nor could he the next night, and when the clock finally
    struck one he understood what it was that he had sold.`,
  de: `Vorige Woche sind wir bei der Frage stehen geblieben, warum manche Vulkane explodieren und andere einfach überlaufen. Zum
    größten Teil liegt es am Gas. Magma aus der Tiefe enthält Wasser und Kohlendioxid, ähnlich wie eine verschlossene Flasche
    Limonade, und je höher es steigt, desto geringer wird der Druck. Ist das Gestein dünnflüssig wie der Basalt auf Hawaii, können die
    Blasen entweichen, und man kann neben der Lava spazieren gehen. Ist es zäh, geht das nicht. Dann fliegt unter Umständen
    innerhalb weniger Stunden der ganze Berg in die Luft, wie es 1980 beim Mount Saint Helens geschah. Merken Sie sich diese Zahl
    bitte für die Prüfung. Bevor du den Reifen wechselst, stellst du das Fahrrad auf den Kopf und schaltest auf das kleinste Ritzel.
    Öffne den Hebel, nimm das Rad heraus und lass die restliche Luft ab. Drück den Mantel mit beiden Daumen über den Rand der Felge.
    Nimm dafür keinen Schraubenzieher! Wenn der Schlauch draußen ist, fährst du mit zwei Fingern an der Innenseite entlang, denn das,
    was das Loch gemacht hat, könnte noch drinstecken. Pump den neuen Schlauch nur ein wenig auf, damit er seine Form bekommt. Ich
    wollte Sie nach Ihren ersten Jahren auf dem Kutter fragen. Ach, die waren furchtbar. Ich war neunzehn, mir wurde jeden Morgen
    schlecht, und die anderen Männer hatten schon als Kinder gefischt. Warum sind Sie trotzdem geblieben? Wahrscheinlich war ich zu
    stolz, um nach Hause zu gehen. Und dann gab es diesen einen Abend, an dem sich der Nebel hob und wir ungefähr dreihundert Delfine
    sahen, die alle in dieselbe Richtung schwammen wie wir. Danach habe ich nie wieder daran gedacht aufzuhören. Möchte Ihr Sohn den
    Betrieb übernehmen? Er studiert Jura in Kiel, also eher nicht. Es war einmal ein Müller, der besaß nichts als seine Mühle, eine
    alte graue Katze und eine Uhr, die am Tag seiner Geburt um Mitternacht stehen geblieben war. Eines Winters klopfte ein Fremder an
    die Tür und bot ihm an, die Uhr zum Preis einer einzigen Nacht Schlaf zu reparieren. Der Müller lachte und willigte ein. Als er
    sich aber am Abend hinlegte, konnte er die Augen nicht schließen, auch in der nächsten Nacht nicht, und als die Uhr endlich eins
    schlug, begriff er, was er verkauft hatte.`,
  fr: `La semaine dernière, nous nous sommes arrêtés à la question de savoir pourquoi certains volcans explosent alors que d'autres
    débordent tranquillement. La réponse tient surtout au gaz. Le magma qui remonte des profondeurs contient de l'eau et du gaz
    carbonique, un peu comme une bouteille de limonade bien fermée, et plus il s'élève, plus la pression diminue. Si la roche est
    fluide, comme le basalte d'Hawaï, les bulles s'échappent et l'on peut se promener à côté de la lave. Si elle est épaisse, c'est
    impossible. La montagne entière peut alors sauter en quelques heures, comme le mont Saint Helens en 1980. Retenez cette date pour
    l'examen. Avant de changer le pneu, retournez le vélo et passez la chaîne sur le plus petit pignon. Ouvrez le levier, sortez la
    roue et laissez partir le reste de l'air. Poussez un côté du pneu par-dessus la jante avec les deux pouces. Surtout pas de
    tournevis ! Une fois la chambre retirée, passez deux doigts à l'intérieur, car ce qui a fait le trou pourrait bien y être encore.
    Gonflez à peine la chambre neuve pour qu'elle prenne sa forme. Je voulais vous interroger sur vos premières années à bord. Oh,
    elles ont été terribles. J'avais dix-neuf ans, j'étais malade tous les matins, et les autres hommes pêchaient depuis leur enfance.
    Pourquoi êtes-vous resté ? J'étais sans doute trop fier pour rentrer chez moi. Et puis il y a eu ce soir où le brouillard s'est levé
    et où nous avons vu près de trois cents dauphins qui allaient tous dans la même direction que nous. Après cela, je n'ai plus jamais
    pensé à partir. Votre fils veut-il reprendre l'affaire ? Il étudie le droit à Rennes, donc probablement pas. Il était une fois un
    meunier qui ne possédait rien d'autre que son moulin, un vieux chat gris et une horloge qui s'était arrêtée à minuit le jour de sa
    naissance. Un hiver, un étranger frappa à la porte et lui proposa de réparer l'horloge pour le prix d'une seule nuit de sommeil. Le
    meunier rit et accepta. Mais quand il se coucha ce soir-là, il ne put fermer les yeux, ni la nuit suivante d'ailleurs, et lorsque
    l'horloge sonna enfin une heure, il comprit ce qu'il avait vendu.`,
  ru: `На прошлой неделе мы остановились на вопросе о том, почему одни вулканы взрываются, а другие спокойно изливаются. Главная причина
    в газе. Магма, которая поднимается из глубины, содержит воду и углекислый газ, примерно как закрытая бутылка лимонада, и чем выше
    она поднимается, тем меньше становится давление. Если порода жидкая, как базальт на Гавайях, пузырьки выходят наружу, и рядом с
    лавой можно гулять. Если она густая, они выйти не могут. Тогда вся гора способна взлететь на воздух за несколько часов, как это
    случилось с вулканом Сент-Хеленс в 1980 году. Запомните, пожалуйста, эту дату для экзамена. Прежде чем менять шину, переверните
    велосипед и переставьте цепь на самую маленькую звёздочку. Откройте зажим, выньте колесо и выпустите остатки воздуха. Большими
    пальцами сдвиньте край покрышки через обод. Только не берите отвёртку! Когда камера снята, проведите двумя пальцами по внутренней
    стороне, потому что то, что сделало дырку, может до сих пор торчать внутри. Новую камеру слегка накачайте, чтобы она приняла форму.
    Я хотел спросить о ваших первых годах на судне. Ох, они были ужасны. Мне было девятнадцать, меня тошнило каждое утро, а остальные
    ловили рыбу с самого детства. Почему же вы остались? Наверное, я был слишком гордым, чтобы вернуться домой. А потом был тот вечер,
    когда туман рассеялся и мы увидели около трёхсот дельфинов, которые плыли в ту же сторону, что и мы. После этого я больше никогда
    не думал об уходе. Хочет ли ваш сын продолжить дело? Он изучает право в Казани, так что вряд ли. Жил-был мельник, у которого не было
    ничего, кроме мельницы, старой серой кошки и часов, остановившихся в полночь в день его рождения. Однажды зимой в дверь постучал
    незнакомец и предложил починить часы за одну-единственную ночь сна. Мельник засмеялся и согласился. Но когда он лёг вечером, он не
    смог закрыть глаза, не смог и на следующую ночь, и когда часы наконец пробили час, он понял, что именно он продал.`,
  zh: `上个星期我们讲到一个问题，为什么有的火山会爆炸，有的火山只是慢慢地流出岩浆。最重要的原因是气体。从地下深处上来的岩浆里含有水和二氧化碳，
    就像一瓶没有打开的汽水，越往上走，周围的压力就越小。如果岩石比较稀，像夏威夷的玄武岩那样，气泡很容易跑出来，人甚至可以在旁边散步。
    如果岩石很稠，气泡就出不来。这样一来，整座山可能在几个小时之内炸上天，一九八零年的圣海伦斯火山就是这样。请大家记住这个年份，考试会考。
    换轮胎之前，先把自行车倒过来，把链条换到最小的齿轮上。打开快拆杆，取下车轮，放掉剩下的气。用两个大拇指把轮胎的一边推过轮圈。
    千万不要用螺丝刀！内胎取出来以后，用两个手指沿着里面摸一遍，因为扎破轮胎的东西很可能还留在里面。新内胎稍微打一点气，让它有个形状就行。
    我想问问您刚上船的那几年。哎呀，那可真难受。我当时才十九岁，每天早上都晕船，别人从小就跟着父亲打鱼。那您为什么没有走呢？
    大概是因为太要面子，不好意思回家。后来有一天傍晚，雾突然散了，我们看见大约三百只海豚，都朝着跟我们一样的方向游。从那以后我再也没有想过离开。
    您儿子愿意接您的班吗？他在武汉学法律，恐怕不会。从前有一个磨坊主，除了一座磨坊、一只灰色的老猫和一个挂钟以外什么都没有。
    那个挂钟在他出生那天的半夜就停了。有一年冬天，一个陌生人来敲门，说可以帮他把钟修好，只要他付出一个晚上的睡眠。磨坊主笑着答应了。
    可是那天晚上他躺下以后怎么也闭不上眼睛，第二天晚上也是一样，等到钟终于敲响一点的时候，他才明白自己卖掉的是什么。`,
  ja: `先週は、爆発する火山と静かに流れ出す火山があるのはなぜか、というところで終わりました。一番の理由はガスです。
    地下の深いところから上がってくるマグマには、水や二酸化炭素が含まれています。ふたをしたサイダーの瓶のようなもので、上に来るほど周りの圧力が下がります。
    ハワイの玄武岩のようにさらさらした岩なら、泡は外へ逃げていき、溶岩のすぐ横を歩くこともできます。ねばり気が強いと、そうはいきません。
    その場合は、一九八〇年のセントヘレンズ山のように、数時間のうちに山全体が吹き飛んでしまうことがあります。この年は試験に出ますから、覚えておいてください。
    タイヤを交換する前に、自転車を逆さまにして、チェーンを一番小さい歯車に移しておきます。レバーを開けて車輪を外し、残った空気を抜きましょう。
    両手の親指でタイヤの片側を押して、リムの外へ出します。ドライバーは絶対に使わないでください。チューブを取り出したら、内側を指でなぞって確かめます。
    穴を開けたものが、まだ刺さったままになっているかもしれないからです。新しいチューブは、形が整うまで少しだけふくらませます。
    船に乗り始めたころのことをうかがいたいのですが。いやあ、ひどいものでしたよ。まだ十九でしたし、毎朝船酔いするのに、ほかの人たちは子どものころから漁をしていたんです。
    それでも辞めなかったのはどうしてですか。たぶん、意地になって帰れなかったんでしょうね。ある夕方、急に霧が晴れて、三百頭ほどのイルカが見えたことがありました。
    みんな私たちと同じ方へ泳いでいくんです。それからは、辞めようと思ったことは一度もありません。息子さんは跡を継ぎたいと言っていますか。
    京都で法律を勉強していますから、まず無理でしょう。昔々、水車小屋と年取った灰色の猫と時計のほかには何も持っていない粉屋がいました。
    その時計は、粉屋が生まれた日の真夜中に止まったままでした。ある冬、見知らぬ男が戸をたたき、たった一晩分の眠りと引き換えに時計を直してやろうと言いました。
    粉屋は笑って承知しました。ところがその夜、横になっても目を閉じることができません。次の晩も同じでした。
    やがて時計が一時を打ったとき、粉屋は自分が何を売ってしまったのかを悟りました。`,
  ko: `지난주에는 왜 어떤 화산은 폭발하고 어떤 화산은 조용히 흘러넘치는가 하는 질문에서 멈췄습니다. 가장 큰 이유는 가스입니다. 땅속 깊은 곳에서 올라오는
    마그마에는 물과 이산화탄소가 들어 있습니다. 뚜껑을 닫은 사이다 병과 비슷해서, 위로 올라올수록 주변의 압력이 낮아집니다. 하와이의 현무암처럼 묽은 암석이라면
    거품이 쉽게 빠져나가기 때문에 용암 옆을 걸어 다닐 수도 있습니다. 끈적끈적하면 그럴 수 없습니다. 그러면 천구백팔십 년의 세인트헬렌스 산처럼 몇 시간 만에
    산 전체가 날아가 버릴 수 있습니다. 시험에 나오니까 이 연도를 꼭 기억하세요. 타이어를 갈기 전에 자전거를 뒤집어 놓고 체인을 가장 작은 톱니로 옮기세요.
    레버를 열고 바퀴를 빼낸 다음 남은 공기를 빼 줍니다. 두 엄지손가락으로 타이어 한쪽을 밀어서 테두리 밖으로 꺼냅니다. 드라이버는 절대 쓰지 마세요! 튜브를
    꺼낸 뒤에는 손가락으로 안쪽을 한 바퀴 훑어봐야 합니다. 구멍을 낸 것이 아직 박혀 있을지도 모르니까요. 새 튜브는 모양이 잡힐 정도로만 바람을 넣습니다. 처음
    배를 타던 시절 이야기를 듣고 싶습니다. 아이고, 정말 힘들었지요. 그때 저는 열아홉 살이었고 아침마다 뱃멀미를 했는데, 다른 사람들은 어릴 때부터 고기를 잡던
    사람들이었어요. 그런데 왜 그만두지 않으셨습니까? 아마 자존심 때문에 집에 돌아가지 못했을 겁니다. 그러다가 어느 날 저녁에 안개가 걷히면서 돌고래 삼백여
    마리가 우리와 같은 쪽으로 헤엄쳐 가는 것을 봤습니다. 그 뒤로는 떠나겠다는 생각을 한 번도 하지 않았어요. 아드님이 일을 물려받고 싶어 합니까? 부산에서 법을
    공부하고 있으니 아마 아닐 겁니다. 옛날 옛적에 방앗간 하나와 늙은 회색 고양이와 시계 말고는 아무것도 가진 것이 없는 방앗간 주인이 살았습니다. 그 시계는 그가
    태어난 날 한밤중에 멈춰 버렸습니다. 어느 겨울날 낯선 사람이 문을 두드리더니, 하룻밤의 잠을 값으로 주면 시계를 고쳐 주겠다고 했습니다. 주인은 웃으면서
    그러자고 했습니다. 그런데 그날 밤 자리에 누워도 눈을 감을 수가 없었고, 다음 날 밤에도 마찬가지였습니다. 마침내 시계가 한 시를 쳤을 때, 그는 자기가 판 것이
    무엇인지 깨달았습니다.`,
}
