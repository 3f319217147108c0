//! Issues of what comes back every day are no copies of one another, in any language; a copy of
//! one issue at another publisher still is one. The texts are ours, in the shape of the real thing.

use super::{MatchedOn, tests::Desk};

/// Forms by kind: title and text with places for what changes, and what stands there on four days.
struct Form {
    kind: &'static str,
    title: &'static str,
    text: &'static str,
    days: [[&'static str; 3]; 4],
}

const FORMS: &[Form] = &[
    Form {
        kind: "weather, English",
        title: "Weather on the coast for {}",
        text: "The forecast for the harbour towns on {}: highs of {} degrees inland and light winds from the {}, with the ferries expected to run as planned through the evening",
        days: [
            ["Monday", "14", "west"],
            ["Tuesday", "16", "south"],
            ["Wednesday", "13", "west"],
            ["Thursday", "17", "east"],
        ],
    },
    Form {
        kind: "weather, German",
        title: "Das Wetter an der Küste am {}",
        text: "Am {} erwarten die Meteorologen an der Küste Höchstwerte um {} Grad bei schwachem Wind aus {}, die Fähren sollen den ganzen Tag nach Plan verkehren",
        days: [
            ["Montag", "14", "West"],
            ["Dienstag", "16", "Süd"],
            ["Mittwoch", "13", "West"],
            ["Donnerstag", "17", "Ost"],
        ],
    },
    Form {
        kind: "markets, English",
        title: "Stocks close {} as traders weigh rates",
        text: "The harbour index closed {} at {} points on {} as traders weighed the outlook for interest rates and the price of oil, dealers said after the close",
        days: [
            ["higher", "4,120", "Monday"],
            ["lower", "4,087", "Tuesday"],
            ["flat", "4,088", "Wednesday"],
            ["higher", "4,131", "Friday"],
        ],
    },
    Form {
        kind: "markets, Russian",
        title: "Курс доллара на {}",
        text: "Официальный курс доллара, установленный портовым банком на {}, составил {} рубля, сообщает регулятор, торги в секции прошли {} и без резких колебаний",
        days: [
            ["10 марта", "91,15", "спокойно"],
            ["11 марта", "91,47", "вяло"],
            ["12 марта", "90,98", "активно"],
            ["13 марта", "91,02", "вяло"],
        ],
    },
    Form {
        kind: "horoscope, French",
        title: "Horoscope du {}",
        text: "Votre horoscope du {} : les Poissons {}, les Balances {}. Retrouvez chaque matin les prévisions de notre astrologue pour tous les signes",
        days: [
            ["lundi", "retrouvent un ami perdu de vue et font la paix", "devraient remettre leurs achats à plus tard"],
            [
                "mardi",
                "se fatiguent vite et gagnent à dormir davantage",
                "reçoivent une lettre qu'elles n'attendaient plus",
            ],
            [
                "jeudi",
                "osent enfin demander ce qui leur est dû au bureau",
                "passent la soirée en famille sans querelle",
            ],
            ["vendredi", "prennent la route vers la mer avec des amis", "tiennent une promesse faite il y a longtemps"],
        ],
    },
    Form {
        kind: "horoscope, Spanish",
        title: "Horóscopo de hoy, {}",
        text: "Esto dicen los astros para el {}: Aries {}; Libra {}. Consulta cada mañana la predicción de nuestra astróloga para tu signo",
        days: [
            ["lunes", "encuentra por fin las llaves de la casa vieja", "debería aplazar la compra que tanto desea"],
            ["martes", "se cansa pronto y gana si duerme la siesta", "recibe una carta que ya no esperaba de nadie"],
            ["jueves", "se atreve a pedir lo que le deben en la oficina", "pasa la tarde en familia y sin discusiones"],
            ["viernes", "sale hacia el mar con amigos de la infancia", "cumple una promesa hecha hace mucho tiempo"],
        ],
    },
    Form {
        kind: "live page, Ukrainian",
        title: "Шторм на узбережжі: онлайн-трансляція, {}",
        text: "Головне про шторм на узбережжі за {}. Рятувальники повідомляють про {}, пороми {}. Сторінка оновлюється",
        days: [
            ["понеділок", "повалені дерева", "стоять"],
            ["вівторок", "затоплені вулиці", "стоять"],
            ["середа", "відновлене світло", "ходять"],
            ["четвер", "перші вантажі", "ходять"],
        ],
    },
    Form {
        kind: "digest, English",
        title: "Five things to know before you leave the house",
        text: "Good morning from the newsroom. {}. Also today: {}. And finally, {}",
        days: [
            [
                "The council votes on the price of ferry tickets",
                "nurses at the old hospital begin a strike",
                "a seal slept on the mayor's boat",
            ],
            [
                "Engineers close the northern bridge for repairs",
                "the fishing fleet returns from the banks",
                "schoolchildren have painted the lighthouse",
            ],
            [
                "Two candidates for mayor met in a debate",
                "rents in the old town rise again",
                "the brass band looks for a tuba",
            ],
            [
                "A storm took roofs along the southern quay",
                "insurers send their first assessors",
                "the bakery on the corner turns eighty",
            ],
        ],
    },
    Form {
        kind: "forecast of matches, Polish",
        title: "{} – {}: typy i kursy eksperta",
        text: "Nasz ekspert przygotował typy na mecz {} – {} w lidze okręgowej i wskazuje, na co warto postawić w tej kolejce, zanim zawodnicy wyjdą na boisko",
        days: [["Latarnia", "Kotwica", ""], ["Mewa", "Sztorm", ""], ["Bosman", "Fala", ""], ["Pirat", "Rybak", ""]],
    },
    Form {
        kind: "weather, Chinese",
        title: "海港{}天气预报",
        text: "海港气象台预计，{}沿海各镇最高气温{}度，风向{}，渡轮将按计划全天运行，请市民注意早晚温差",
        days: [["周一", "14", "偏西"], ["周二", "16", "偏南"], ["周三", "13", "偏西"], ["周四", "17", "偏东"]],
    },
    Form {
        kind: "markets, Japanese",
        title: "港株式市場、終値は{}円",
        text: "港証券取引所の{}の平均株価は前日から{}、終値は{}円だった。市場関係者によると金利と原油価格の先行きを見極めたいとの雰囲気が強かった",
        days: [
            ["4120", "上がり", "4120"],
            ["4087", "下がり", "4087"],
            ["4088", "小動きで", "4088"],
            ["4131", "上がり", "4131"],
        ],
    },
    Form {
        kind: "weather, Thai",
        title: "พยากรณ์อากาศชายฝั่ง {}",
        text: "กรมอุตุนิยมวิทยาคาดว่า{} เมืองท่าชายฝั่งจะมีอุณหภูมิสูงสุด {} องศา ลมพัดจากทิศ{} เรือข้ามฟากจะให้บริการตามปกติตลอดทั้งวัน",
        days: [
            ["10 มีนาคม", "31", "ตะวันตก"],
            ["11 มีนาคม", "33", "ใต้"],
            ["12 มีนาคม", "30", "ตะวันตก"],
            ["13 มีนาคม", "34", "ตะวันออก"],
        ],
    },
];

fn fill(text: &str, values: &[&str]) -> String {
    let mut values = values.iter().cycle();
    text.split("{}").enumerate().fold(String::new(), |mut filled, (n, part)| {
        if n > 0 {
            filled.push_str(values.next().unwrap());
        }
        filled.push_str(part);
        filled
    })
}

fn issue(form: &Form, day: usize) -> (String, String) {
    (fill(form.title, &form.days[day]), fill(form.text, &form.days[day]))
}

#[test]
fn issues_of_one_publisher_are_no_copies_of_one_another() {
    for form in FORMS {
        let mut desk = Desk::new();
        for (day, hour) in (0..form.days.len()).zip((0..).step_by(12)) {
            let (title, text) = issue(form, day);
            let found = desk.see("coast.example", hour, &title, &text);
            assert_eq!(found, None, "{}, day {day}: {title}", form.kind);
        }
    }
}

/// Agencies send their forms to several publishers, who print them on the same days.
#[test]
fn issues_of_two_publishers_are_copies_of_the_same_day_alone() {
    for form in FORMS.iter().filter(|form| !form.kind.starts_with("live")) {
        let mut desk = Desk::new();
        for (day, hour) in (0..3).zip((0..).step_by(20)) {
            let (title, text) = issue(form, day);
            assert_eq!(desk.see("coast.example", hour, &title, &text), None, "{}, day {day}", form.kind);
            let number = u8::try_from(day * 2 + 1).unwrap();
            let copy = desk.see("quay.example", hour + 1, &title, &text);
            let found = copy.as_ref().map(|copy| (copy.original.0[0], copy.on));
            assert_eq!(found, Some((number, MatchedOn::Content)), "{}, day {day}: {copy:?}", form.kind);
        }
    }
}

#[test]
fn a_heading_that_comes_back_makes_no_copies_at_others() {
    let digest = FORMS.iter().find(|form| form.kind.starts_with("digest")).unwrap();
    let mut desk = Desk::new();
    for (day, hour) in (0..3).zip((0..).step_by(12)) {
        let (title, text) = issue(digest, day);
        desk.see("coast.example", hour, &title, &text);
    }
    let (title, text) = issue(digest, 3);
    assert_eq!(desk.see("hills.example", 40, &title, &text), None);
    // A title that stands for one story is proof.
    let title = "Council pays for two new ferries after strike";
    desk.see("coast.example", 41, title, "The harbour council met late on Sunday and voted to spend the reserve");
    assert!(
        desk.see("hills.example", 42, title, "Crews had refused the old boats all winter long, said the union")
            .is_some()
    );
}
