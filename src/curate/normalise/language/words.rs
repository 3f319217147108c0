//! The commonest words of languages that share an alphabet, which tell short texts apart. Data.

use std::sync::LazyLock;

use crate::curate::hashed::Table;

/// Most languages of one word.
const MOST: usize = 8;

/// A language and its commonest words; words that most others have, too, prove little and are left out.
const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the of and to in is was for that with on as by it from at be are this his have has not were which their they he she will been after its would who more said what when about we you your all can there than into out up other no if",
    ),
    (
        "de",
        "der die das und ist nicht von zu mit den im für auf des ein eine dem sich auch es an als wird bei aus nach sind wie einen einer werden noch war zum zur über wir ich sie er hat oder nur aber kann vor durch so bis mehr wenn unter haben um dass sein seine ihre",
    ),
    (
        "fr",
        "le la les des et est en une un du que qui dans pour pas sur plus par au avec ce il elle sont nous vous ne se son sa ses leur aux ou mais été cette ces comme être fait tout ont même je à après deux lui dont où très bien encore",
    ),
    (
        "es",
        "el la los las de que y en un una por con para se del al es no su como más lo pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante ha son fue era ser años tiene",
    ),
    (
        "pt",
        "o a os as de que e em um uma do da dos das no na nos nas por com para se não ao é mais como mas foi seu sua ou ser quando muito já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus são num pelos você tem às",
    ),
    (
        "it",
        "il lo la i gli le di che e in un una per con del della dei delle nel nella al alla non si è sono da come più ma anche dal dalla su ha o questo questa se ci sul sulla loro tra suo sua essere stato era degli agli anni molto tutti perché quando",
    ),
    (
        "ro",
        "și şi de la în in cu pe a care un o pentru nu din ce mai este sunt au fost ca sa să al ale lui prin dar sau fi după dupa era cea cel cei despre doar acest această aceasta între fără ei va acum si isi tot când cand unde avea ani am lor ii o foarte ai deja",
    ),
    (
        "pl",
        "w i na z do się nie jest że to o jak za od po dla przez są jego co tym tego ale oraz ma który która które być może jej ich tylko pod też już go tak było był przed między ze czy lub roku u bardzo przy nad gdy",
    ),
    (
        "tr",
        "ve bir bu için ile da de olarak olan çok daha en gibi kadar sonra ne var olduğu ancak her o ki değil ya ise mi göre büyük yeni olduğunu ilk iki tarafından içinde üzerinde bunun şekilde ama en son etti oldu türkiye hem",
    ),
    (
        "az",
        "və bir bu ilə üçün da də olan ki olaraq daha çox o kimi sonra edir hər ən var idi isə olub onun azərbaycan bütün həm ildə qədər edən həmçinin yeni üzrə bunun ancaq belə böyük",
    ),
    (
        "uz-Latn",
        "va bir bu bilan uchun ham har esa ega bo‘lgan bo'lgan boʻlgan kerak inson yoki emas edi qilish bo‘yicha o‘z o'z oʻz huquqiga ega lozim kabi qilgan bo'lib bo‘lib deb hech hamda o‘zbekiston to‘g‘risida kim",
    ),
    (
        "nl",
        "de het een van en in is dat op te zijn voor met niet die aan er om ook als maar bij nog uit door naar heeft ze hij wordt over of worden wel kan werd meer tot geen deze was had dit zich na al dan",
    ),
    (
        "sv",
        "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när vid eller hade nu efter ut under också sina skulle över då mot",
    ),
    (
        "da",
        "og i at det som en på er af for med til den har de ikke om et han men var jeg sig fra vi så kan når ved eller havde nu efter ud under også sine skulle over blev være hvor mod",
    ),
    (
        "nb",
        "og i at det som en på er av for med til den har de ikke om et han men var jeg seg fra vi så kan når ved eller hadde nå etter ut under også sine skulle over ble være hvor mot etter",
    ),
    (
        "fi",
        "ja on ei se että oli hän ovat mutta kun niin myös joka mukaan kuin sen ole jo olla voi vain tai sekä ne hänen nyt sitten ollut mitä vielä joten jotka sitä",
    ),
    (
        "cs",
        "a v se na je že s z do to o i jako pro ve který která které jsou by za po ale podle od byl bylo být při jeho tak také nebo už si k u jen roku mezi jeho není když",
    ),
    (
        "sk",
        "a v sa na je že s z do to o aj ako pre vo ktorý ktorá ktoré sú by za po ale podľa od bol bolo byť pri jeho tak tiež alebo už si k u len roku medzi nie keď",
    ),
    (
        "hu",
        "a az és hogy nem is egy ez meg van volt már csak de el mint ki még majd vagy szerint ha sem után lesz kell között minden ezt aki azt így lehet magyar mert be",
    ),
    (
        "hr",
        "i u je se na da za od su s kao koji koja koje o što iz ali ili bi će biti nije po do samo kako te zbog prema tijekom nakon sve tko gdje prije također bio bila među još dvije",
    ),
    (
        "bs",
        "i u je se na da za od su s kao koji koja koje o što šta iz ali ili bi će biti nije po do samo kako te zbog prema tokom nakon sve ko gdje prije takođe bio bila među još sedmice historije",
    ),
    (
        "sr-Latn",
        "i u je se na da za od su sa kao koji koja koje o šta iz ali ili bi će biti nije po do samo kako te zbog prema tokom nakon sve ko gde pre takođe bio bila među još dve srbije reč vreme posle",
    ),
    (
        "sl",
        "in je v se na da za so z s ki kot o iz pa ali bi bo biti ni po do samo kako tudi še ne pri med lahko leta več od ter bil bila kjer zelo",
    ),
    (
        "sq",
        "të e në dhe i për me një që nga se ka është më do u nuk si janë kjo ky por edhe tij ata kur shumë nëse duke",
    ),
    (
        "lt",
        "ir kad yra į su bei iš tai buvo kaip bet jis ar tik metu už apie po savo dėl jau nuo taip pat per bus prie",
    ),
    ("lv", "un ir par no ar ka uz tas bija kā bet arī lai pēc tika viņš vai pie tikai līdz šo kas gada ka savu jau"),
    (
        "et",
        "ja on ei et see oli ka kui aga mis ta oma siis või ning selle kes veel pärast välja mida nii juba kuid eest aasta",
    ),
    (
        "ca",
        "el la els les de que i en un una per amb no és del al com més va aquest aquesta són seva seu també han però fins als dels pel entre quan ser",
    ),
    (
        "vi",
        "và của là có trong cho được với các một những không này để đã từ người khi đến cũng về ở ra như tại nhiều năm theo trên việc",
    ),
    (
        "id",
        "dan yang di untuk dengan dari ini itu pada dalam tidak akan adalah oleh juga ke ada telah bisa lebih atau karena saat kepada para mereka sudah tersebut seperti tahun",
    ),
    (
        "ms",
        "dan yang di untuk dengan dari ini itu pada dalam tidak akan adalah oleh juga ke ada telah boleh lebih atau kerana kepada para mereka sudah tersebut seperti tahun beliau ialah kata",
    ),
    ("tl", "ang ng sa na mga at ay ni para kay si hindi ito isang may mula nang din rin siya kung pero niya"),
    ("sw", "na ya wa kwa ni katika za la kuwa cha hiyo huo alisema watu baada hii pia kama lakini si yake wake"),
    (
        "ru",
        "и в не на что с он как это по но из у за от его к для так же или она они был было все мы вы бы до если о год который при только ещё еще уже когда во её их были также может чтобы после этого будет со лет время",
    ),
    (
        "bg",
        "и на в да се от за е с са по не че като до което който която но при това след или бе ще най много има му си беше са му още само към между които през са както един една",
    ),
    (
        "uk",
        "і в не на що з у до за та як це по його для від але він вона про був було які який так або ще при після року також може щоб її їх є під час були",
    ),
    (
        "be",
        "і у ў не на што з да за як гэта па яго для ад але ён яна пра быў было якія які так або яшчэ пры пасля таксама можа каб яе іх ёсць",
    ),
    (
        "sr",
        "и у је се на да за од су са као који која које о шта из али или би ће бити није по до само како те због према током након све ко где пре такође био била међу још две године",
    ),
    (
        "mk",
        "и на во се да за од е со не што како но ќе по до или би кои кој која тоа при има само според беше сè уште меѓу во година",
    ),
    ("kk", "және мен бұл үшін бір деп да де осы ол бар ең қазақстан болып болған туралы жылы кейін сондай ақ өз оның"),
    ("ky", "жана менен бул үчүн бир деп да де ошол ал бар эң кыргызстан болуп болгон жөнүндө жылы кийин өз анын"),
    ("tg", "ва ба дар аз ки ин бо барои ҳам аст буд як он ҳар худ ё дорад бояд шавад мебошад онҳо шуд кард аст"),
    (
        "uz-Cyrl",
        "ва бир бу билан учун ҳам ҳар эса эга бўлган керак ёки эмас эди қилиш бўйича ўз деб унинг ўзининг бўлиши мумкин шундай барча лозим қилинади ушбу ҳамда шу учта ким мазкур йил йилда йили билдирди ҳақида тўғрисида томонидан орқали кейин каби лекин аммо янги катта мамлакат вилояти шаҳар шаҳри турли бошқа бўлиб бўлади қилган қилди ўзбекистон маълум айтди давлат инсон асосида керакли",
    ),
    ("ar", "في من على إلى أن التي عن هذا هذه كان ما مع لا الذي بعد بين قد كل ذلك أو كما قال لم حيث غير خلال ولا هو هي"),
    ("fa", "در به از که این را است با برای آن یک خود تا کرد بر هم نیز می شد ها شده گفت کرده باید وی های بود"),
    ("ur", "کے میں کی ہے اور سے کا کو نے پر یہ اس کہ ہیں بھی ایک نہیں کر تھا لیے گیا"),
    ("ps", "د په او چې کې له سره ته دي هم یو دا شوي وي نه"),
    ("hi", "है के में की का को से और पर ने यह एक नहीं भी हैं कि इस लिए तो था कर हो"),
    ("mr", "आहे व या आणि ते तो ही हे च्या आहेत केली नाही होते मध्ये असे"),
    ("ne", "छ र को मा ले पनि हो भएको गर्ने छन् यो तथा लागि गरेको"),
];

/// The languages of a word, as numbers.
static TABLE: LazyLock<Table<&'static str, Vec<u8>>> = LazyLock::new(|| {
    let mut table: Table<&str, Vec<u8>> = Table::default();
    for (number, (_, words)) in (0..).zip(WORDS) {
        for word in words.split(' ') {
            let languages = table.entry(word).or_default();
            if !languages.contains(&number) {
                languages.push(number);
            }
        }
    }
    table.retain(|_, languages| languages.len() <= MOST);
    table
});

/// All words.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    WORDS.iter().flat_map(|(_, words)| words.split_whitespace())
}

/// How much the words of a text speak for each language; a word of few languages speaks louder.
pub(super) fn votes<'t>(words: impl Iterator<Item = &'t str>) -> Vec<(&'static str, f32)> {
    let mut votes = [0_f32; WORDS.len()];
    for word in words {
        let languages = TABLE.get(word).map_or(&[][..], Vec::as_slice);
        let weight = 1.0 / (languages.len() as f32).sqrt();
        languages.iter().for_each(|number| votes[usize::from(*number)] += weight);
    }
    let mut named: Vec<_> =
        WORDS.iter().map(|(language, _)| *language).zip(votes).filter(|(_, vote)| *vote > 0.0).collect();
    named.sort_by(|a, b| b.1.total_cmp(&a.1));
    named
}
