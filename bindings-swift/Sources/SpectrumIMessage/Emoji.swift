// Written by scripts/emoji.py from the table of the core: do not edit.

/// Every emoji by its Unicode name, and the six tapbacks by theirs.
public enum Emoji {
    /// ❤️
    public static var love: String { "❤️" }
    /// 👍
    public static var like: String { "👍" }
    /// 👎
    public static var dislike: String { "👎" }
    /// 😂
    public static var laugh: String { "😂" }
    /// ‼️
    public static var emphasize: String { "‼️" }
    /// ❓
    public static var question: String { "❓" }
    /// 🥇
    public static var _1stPlaceMedal: String { "🥇" }
    /// 🥈
    public static var _2ndPlaceMedal: String { "🥈" }
    /// 🥉
    public static var _3rdPlaceMedal: String { "🥉" }
    /// 🧮
    public static var abacus: String { "🧮" }
    /// 🆎
    public static var abButton: String { "🆎" }
    /// 🅰️
    public static var aButton: String { "🅰️" }
    /// 🪗
    public static var accordion: String { "🪗" }
    /// 🩹
    public static var adhesiveBandage: String { "🩹" }
    /// 🎟️
    public static var admissionTickets: String { "🎟️" }
    /// 🚡
    public static var aerialTramway: String { "🚡" }
    /// ✈️
    public static var airplane: String { "✈️" }
    /// 🛬
    public static var airplaneArrival: String { "🛬" }
    /// 🛫
    public static var airplaneDeparture: String { "🛫" }
    /// ⏰
    public static var alarmClock: String { "⏰" }
    /// ⚗️
    public static var alembic: String { "⚗️" }
    /// 👽
    public static var alien: String { "👽" }
    /// 👾
    public static var alienMonster: String { "👾" }
    /// 🚑
    public static var ambulance: String { "🚑" }
    /// 🏈
    public static var americanFootball: String { "🏈" }
    /// 🏺
    public static var amphora: String { "🏺" }
    /// 🫀
    public static var anatomicalHeart: String { "🫀" }
    /// ⚓
    public static var anchor: String { "⚓" }
    /// 💢
    public static var angerSymbol: String { "💢" }
    /// 😠
    public static var angryFace: String { "😠" }
    /// 👿
    public static var angryFaceWithHorns: String { "👿" }
    /// 😧
    public static var anguishedFace: String { "😧" }
    /// 🐜
    public static var ant: String { "🐜" }
    /// 📶
    public static var antennaBars: String { "📶" }
    /// 😰
    public static var anxiousFaceWithSweat: String { "😰" }
    /// ♒
    public static var aquarius: String { "♒" }
    /// ♈
    public static var aries: String { "♈" }
    /// 🚛
    public static var articulatedLorry: String { "🚛" }
    /// 🧑‍🎨
    public static var artist: String { "🧑‍🎨" }
    /// 🎨
    public static var artistPalette: String { "🎨" }
    /// 😲
    public static var astonishedFace: String { "😲" }
    /// 🧑‍🚀
    public static var astronaut: String { "🧑‍🚀" }
    /// 🏧
    public static var atmSign: String { "🏧" }
    /// ⚛️
    public static var atomSymbol: String { "⚛️" }
    /// 🚗
    public static var automobile: String { "🚗" }
    /// 🛺
    public static var autoRickshaw: String { "🛺" }
    /// 🥑
    public static var avocado: String { "🥑" }
    /// 🪓
    public static var axe: String { "🪓" }
    /// 👶
    public static var baby: String { "👶" }
    /// 👼
    public static var babyAngel: String { "👼" }
    /// 🍼
    public static var babyBottle: String { "🍼" }
    /// 🐤
    public static var babyChick: String { "🐤" }
    /// 🚼
    public static var babySymbol: String { "🚼" }
    /// 🔙
    public static var backArrow: String { "🔙" }
    /// 👇
    public static var backhandIndexPointingDown: String { "👇" }
    /// 👈
    public static var backhandIndexPointingLeft: String { "👈" }
    /// 👉
    public static var backhandIndexPointingRight: String { "👉" }
    /// 👆
    public static var backhandIndexPointingUp: String { "👆" }
    /// 🎒
    public static var backpack: String { "🎒" }
    /// 🥓
    public static var bacon: String { "🥓" }
    /// 🦡
    public static var badger: String { "🦡" }
    /// 🏸
    public static var badminton: String { "🏸" }
    /// 🥯
    public static var bagel: String { "🥯" }
    /// 🛄
    public static var baggageClaim: String { "🛄" }
    /// 🥖
    public static var baguetteBread: String { "🥖" }
    /// ⚖️
    public static var balanceScale: String { "⚖️" }
    /// 🧑‍🩰
    public static var balletDancer: String { "🧑‍🩰" }
    /// 🩰
    public static var balletShoes: String { "🩰" }
    /// 🎈
    public static var balloon: String { "🎈" }
    /// 🗳️
    public static var ballotBoxWithBallot: String { "🗳️" }
    /// 🍌
    public static var banana: String { "🍌" }
    /// 🪕
    public static var banjo: String { "🪕" }
    /// 🏦
    public static var bank: String { "🏦" }
    /// 💈
    public static var barberPole: String { "💈" }
    /// 📊
    public static var barChart: String { "📊" }
    /// ⚾
    public static var baseball: String { "⚾" }
    /// 🧺
    public static var basket: String { "🧺" }
    /// 🏀
    public static var basketball: String { "🏀" }
    /// 🦇
    public static var bat: String { "🦇" }
    /// 🛁
    public static var bathtub: String { "🛁" }
    /// 🔋
    public static var battery: String { "🔋" }
    /// 🅱️
    public static var bButton: String { "🅱️" }
    /// 🏖️
    public static var beachWithUmbrella: String { "🏖️" }
    /// 😁
    public static var beamingFaceWithSmilingEyes: String { "😁" }
    /// 🫘
    public static var beans: String { "🫘" }
    /// 🐻
    public static var bear: String { "🐻" }
    /// 💓
    public static var beatingHeart: String { "💓" }
    /// 🦫
    public static var beaver: String { "🦫" }
    /// 🛏️
    public static var bed: String { "🛏️" }
    /// 🍺
    public static var beerMug: String { "🍺" }
    /// 🪲
    public static var beetle: String { "🪲" }
    /// 🔔
    public static var bell: String { "🔔" }
    /// 🛎️
    public static var bellhopBell: String { "🛎️" }
    /// 🫑
    public static var bellPepper: String { "🫑" }
    /// 🔕
    public static var bellWithSlash: String { "🔕" }
    /// 🍱
    public static var bentoBox: String { "🍱" }
    /// 🧃
    public static var beverageBox: String { "🧃" }
    /// 🚲
    public static var bicycle: String { "🚲" }
    /// 👙
    public static var bikini: String { "👙" }
    /// 🧢
    public static var billedCap: String { "🧢" }
    /// ☣️
    public static var biohazard: String { "☣️" }
    /// 🐦
    public static var bird: String { "🐦" }
    /// 🎂
    public static var birthdayCake: String { "🎂" }
    /// 🦬
    public static var bison: String { "🦬" }
    /// 🫦
    public static var bitingLip: String { "🫦" }
    /// 🐦‍⬛
    public static var blackBird: String { "🐦‍⬛" }
    /// 🐈‍⬛
    public static var blackCat: String { "🐈‍⬛" }
    /// ⚫
    public static var blackCircle: String { "⚫" }
    /// 🏴
    public static var blackFlag: String { "🏴" }
    /// 🖤
    public static var blackHeart: String { "🖤" }
    /// ⬛
    public static var blackLargeSquare: String { "⬛" }
    /// ◾
    public static var blackMediumSmallSquare: String { "◾" }
    /// ◼️
    public static var blackMediumSquare: String { "◼️" }
    /// ✒️
    public static var blackNib: String { "✒️" }
    /// ▪️
    public static var blackSmallSquare: String { "▪️" }
    /// 🔲
    public static var blackSquareButton: String { "🔲" }
    /// 🌼
    public static var blossom: String { "🌼" }
    /// 🐡
    public static var blowfish: String { "🐡" }
    /// 🫐
    public static var blueberries: String { "🫐" }
    /// 📘
    public static var blueBook: String { "📘" }
    /// 🔵
    public static var blueCircle: String { "🔵" }
    /// 💙
    public static var blueHeart: String { "💙" }
    /// 🟦
    public static var blueSquare: String { "🟦" }
    /// 🐗
    public static var boar: String { "🐗" }
    /// 💣
    public static var bomb: String { "💣" }
    /// 🦴
    public static var bone: String { "🦴" }
    /// 🔖
    public static var bookmark: String { "🔖" }
    /// 📑
    public static var bookmarkTabs: String { "📑" }
    /// 📚
    public static var books: String { "📚" }
    /// 🪃
    public static var boomerang: String { "🪃" }
    /// 🍾
    public static var bottleWithPoppingCork: String { "🍾" }
    /// 💐
    public static var bouquet: String { "💐" }
    /// 🏹
    public static var bowAndArrow: String { "🏹" }
    /// 🎳
    public static var bowling: String { "🎳" }
    /// 🥣
    public static var bowlWithSpoon: String { "🥣" }
    /// 🥊
    public static var boxingGlove: String { "🥊" }
    /// 👦
    public static var boy: String { "👦" }
    /// 🧠
    public static var brain: String { "🧠" }
    /// 🍞
    public static var bread: String { "🍞" }
    /// 🤱
    public static var breastFeeding: String { "🤱" }
    /// 🧱
    public static var brick: String { "🧱" }
    /// 🌉
    public static var bridgeAtNight: String { "🌉" }
    /// 💼
    public static var briefcase: String { "💼" }
    /// 🩲
    public static var briefs: String { "🩲" }
    /// 🔆
    public static var brightButton: String { "🔆" }
    /// 🥦
    public static var broccoli: String { "🥦" }
    /// ⛓️‍💥
    public static var brokenChain: String { "⛓️‍💥" }
    /// 💔
    public static var brokenHeart: String { "💔" }
    /// 🧹
    public static var broom: String { "🧹" }
    /// 🟤
    public static var brownCircle: String { "🟤" }
    /// 🤎
    public static var brownHeart: String { "🤎" }
    /// 🍄‍🟫
    public static var brownMushroom: String { "🍄‍🟫" }
    /// 🟫
    public static var brownSquare: String { "🟫" }
    /// 🫧
    public static var bubbles: String { "🫧" }
    /// 🧋
    public static var bubbleTea: String { "🧋" }
    /// 🪣
    public static var bucket: String { "🪣" }
    /// 🐛
    public static var bug: String { "🐛" }
    /// 🏗️
    public static var buildingConstruction: String { "🏗️" }
    /// 🚅
    public static var bulletTrain: String { "🚅" }
    /// 🎯
    public static var bullseye: String { "🎯" }
    /// 🌯
    public static var burrito: String { "🌯" }
    /// 🚌
    public static var bus: String { "🚌" }
    /// 🚏
    public static var busStop: String { "🚏" }
    /// 👤
    public static var bustInSilhouette: String { "👤" }
    /// 👥
    public static var bustsInSilhouette: String { "👥" }
    /// 🧈
    public static var butter: String { "🧈" }
    /// 🦋
    public static var butterfly: String { "🦋" }
    /// 🌵
    public static var cactus: String { "🌵" }
    /// 📅
    public static var calendar: String { "📅" }
    /// 🤙
    public static var callMeHand: String { "🤙" }
    /// 🐪
    public static var camel: String { "🐪" }
    /// 📷
    public static var camera: String { "📷" }
    /// 📸
    public static var cameraWithFlash: String { "📸" }
    /// 🏕️
    public static var camping: String { "🏕️" }
    /// ♋
    public static var cancer: String { "♋" }
    /// 🕯️
    public static var candle: String { "🕯️" }
    /// 🍬
    public static var candy: String { "🍬" }
    /// 🥫
    public static var cannedFood: String { "🥫" }
    /// 🛶
    public static var canoe: String { "🛶" }
    /// ♑
    public static var capricorn: String { "♑" }
    /// 🗃️
    public static var cardFileBox: String { "🗃️" }
    /// 📇
    public static var cardIndex: String { "📇" }
    /// 🗂️
    public static var cardIndexDividers: String { "🗂️" }
    /// 🎠
    public static var carouselHorse: String { "🎠" }
    /// 🪚
    public static var carpentrySaw: String { "🪚" }
    /// 🎏
    public static var carpStreamer: String { "🎏" }
    /// 🥕
    public static var carrot: String { "🥕" }
    /// 🏰
    public static var castle: String { "🏰" }
    /// 🐈
    public static var cat: String { "🐈" }
    /// 🐱
    public static var catFace: String { "🐱" }
    /// 😹
    public static var catWithTearsOfJoy: String { "😹" }
    /// 😼
    public static var catWithWrySmile: String { "😼" }
    /// ⛓️
    public static var chains: String { "⛓️" }
    /// 🪑
    public static var chair: String { "🪑" }
    /// 📉
    public static var chartDecreasing: String { "📉" }
    /// 📈
    public static var chartIncreasing: String { "📈" }
    /// 💹
    public static var chartIncreasingWithYen: String { "💹" }
    /// ☑️
    public static var checkBoxWithCheck: String { "☑️" }
    /// ✔️
    public static var checkMark: String { "✔️" }
    /// ✅
    public static var checkMarkButton: String { "✅" }
    /// 🧀
    public static var cheeseWedge: String { "🧀" }
    /// 🏁
    public static var chequeredFlag: String { "🏁" }
    /// 🍒
    public static var cherries: String { "🍒" }
    /// 🌸
    public static var cherryBlossom: String { "🌸" }
    /// ♟️
    public static var chessPawn: String { "♟️" }
    /// 🌰
    public static var chestnut: String { "🌰" }
    /// 🐔
    public static var chicken: String { "🐔" }
    /// 🧒
    public static var child: String { "🧒" }
    /// 🚸
    public static var childrenCrossing: String { "🚸" }
    /// 🐿️
    public static var chipmunk: String { "🐿️" }
    /// 🍫
    public static var chocolateBar: String { "🍫" }
    /// 🥢
    public static var chopsticks: String { "🥢" }
    /// 🎄
    public static var christmasTree: String { "🎄" }
    /// ⛪
    public static var church: String { "⛪" }
    /// 🚬
    public static var cigarette: String { "🚬" }
    /// 🎦
    public static var cinema: String { "🎦" }
    /// Ⓜ️
    public static var circledM: String { "Ⓜ️" }
    /// 🎪
    public static var circusTent: String { "🎪" }
    /// 🏙️
    public static var cityscape: String { "🏙️" }
    /// 🌆
    public static var cityscapeAtDusk: String { "🌆" }
    /// 🗜️
    public static var clamp: String { "🗜️" }
    /// 🎬
    public static var clapperBoard: String { "🎬" }
    /// 👏
    public static var clappingHands: String { "👏" }
    /// 🏛️
    public static var classicalBuilding: String { "🏛️" }
    /// 🆑
    public static var clButton: String { "🆑" }
    /// 🍻
    public static var clinkingBeerMugs: String { "🍻" }
    /// 🥂
    public static var clinkingGlasses: String { "🥂" }
    /// 📋
    public static var clipboard: String { "📋" }
    /// 🔃
    public static var clockwiseVerticalArrows: String { "🔃" }
    /// 📕
    public static var closedBook: String { "📕" }
    /// 📪
    public static var closedMailboxWithLoweredFlag: String { "📪" }
    /// 📫
    public static var closedMailboxWithRaisedFlag: String { "📫" }
    /// 🌂
    public static var closedUmbrella: String { "🌂" }
    /// ☁️
    public static var cloud: String { "☁️" }
    /// 🌩️
    public static var cloudWithLightning: String { "🌩️" }
    /// ⛈️
    public static var cloudWithLightningAndRain: String { "⛈️" }
    /// 🌧️
    public static var cloudWithRain: String { "🌧️" }
    /// 🌨️
    public static var cloudWithSnow: String { "🌨️" }
    /// 🤡
    public static var clownFace: String { "🤡" }
    /// ♣️
    public static var clubSuit: String { "♣️" }
    /// 👝
    public static var clutchBag: String { "👝" }
    /// 🧥
    public static var coat: String { "🧥" }
    /// 🪳
    public static var cockroach: String { "🪳" }
    /// 🍸
    public static var cocktailGlass: String { "🍸" }
    /// 🥥
    public static var coconut: String { "🥥" }
    /// ⚰️
    public static var coffin: String { "⚰️" }
    /// 🪙
    public static var coin: String { "🪙" }
    /// 🥶
    public static var coldFace: String { "🥶" }
    /// 💥
    public static var collision: String { "💥" }
    /// ☄️
    public static var comet: String { "☄️" }
    /// 🧭
    public static var compass: String { "🧭" }
    /// 💽
    public static var computerDisk: String { "💽" }
    /// 🖱️
    public static var computerMouse: String { "🖱️" }
    /// 🎊
    public static var confettiBall: String { "🎊" }
    /// 😖
    public static var confoundedFace: String { "😖" }
    /// 😕
    public static var confusedFace: String { "😕" }
    /// 🚧
    public static var construction: String { "🚧" }
    /// 👷
    public static var constructionWorker: String { "👷" }
    /// 🎛️
    public static var controlKnobs: String { "🎛️" }
    /// 🏪
    public static var convenienceStore: String { "🏪" }
    /// 🧑‍🍳
    public static var cook: String { "🧑‍🍳" }
    /// 🍚
    public static var cookedRice: String { "🍚" }
    /// 🍪
    public static var cookie: String { "🍪" }
    /// 🍳
    public static var cooking: String { "🍳" }
    /// 🆒
    public static var coolButton: String { "🆒" }
    /// ©️
    public static var copyright: String { "©️" }
    /// 🪸
    public static var coral: String { "🪸" }
    /// 🛋️
    public static var couchAndLamp: String { "🛋️" }
    /// 🔄
    public static var counterclockwiseArrowsButton: String { "🔄" }
    /// 💑
    public static var coupleWithHeart: String { "💑" }
    /// 👨‍❤️‍👨
    public static var coupleWithHeartManMan: String { "👨‍❤️‍👨" }
    /// 👩‍❤️‍👨
    public static var coupleWithHeartWomanMan: String { "👩‍❤️‍👨" }
    /// 👩‍❤️‍👩
    public static var coupleWithHeartWomanWoman: String { "👩‍❤️‍👩" }
    /// 🐄
    public static var cow: String { "🐄" }
    /// 🤠
    public static var cowboyHatFace: String { "🤠" }
    /// 🐮
    public static var cowFace: String { "🐮" }
    /// 🦀
    public static var crab: String { "🦀" }
    /// 🖍️
    public static var crayon: String { "🖍️" }
    /// 💳
    public static var creditCard: String { "💳" }
    /// 🌙
    public static var crescentMoon: String { "🌙" }
    /// 🦗
    public static var cricket: String { "🦗" }
    /// 🏏
    public static var cricketGame: String { "🏏" }
    /// 🐊
    public static var crocodile: String { "🐊" }
    /// 🥐
    public static var croissant: String { "🥐" }
    /// 🤞
    public static var crossedFingers: String { "🤞" }
    /// 🎌
    public static var crossedFlags: String { "🎌" }
    /// ⚔️
    public static var crossedSwords: String { "⚔️" }
    /// ❌
    public static var crossMark: String { "❌" }
    /// ❎
    public static var crossMarkButton: String { "❎" }
    /// 👑
    public static var crown: String { "👑" }
    /// 🩼
    public static var crutch: String { "🩼" }
    /// 😿
    public static var cryingCat: String { "😿" }
    /// 😢
    public static var cryingFace: String { "😢" }
    /// 🔮
    public static var crystalBall: String { "🔮" }
    /// 🥒
    public static var cucumber: String { "🥒" }
    /// 🧁
    public static var cupcake: String { "🧁" }
    /// 🥤
    public static var cupWithStraw: String { "🥤" }
    /// 🥌
    public static var curlingStone: String { "🥌" }
    /// ➰
    public static var curlyLoop: String { "➰" }
    /// 💱
    public static var currencyExchange: String { "💱" }
    /// 🍛
    public static var curryRice: String { "🍛" }
    /// 🍮
    public static var custard: String { "🍮" }
    /// 🛃
    public static var customs: String { "🛃" }
    /// 🥩
    public static var cutOfMeat: String { "🥩" }
    /// 🌀
    public static var cyclone: String { "🌀" }
    /// 🗡️
    public static var dagger: String { "🗡️" }
    /// 🍡
    public static var dango: String { "🍡" }
    /// 💨
    public static var dashingAway: String { "💨" }
    /// 🧏‍♂️
    public static var deafMan: String { "🧏‍♂️" }
    /// 🧏
    public static var deafPerson: String { "🧏" }
    /// 🧏‍♀️
    public static var deafWoman: String { "🧏‍♀️" }
    /// 🌳
    public static var deciduousTree: String { "🌳" }
    /// 🦌
    public static var deer: String { "🦌" }
    /// 🚚
    public static var deliveryTruck: String { "🚚" }
    /// 🏬
    public static var departmentStore: String { "🏬" }
    /// 🏚️
    public static var derelictHouse: String { "🏚️" }
    /// 🏜️
    public static var desert: String { "🏜️" }
    /// 🏝️
    public static var desertIsland: String { "🏝️" }
    /// 🖥️
    public static var desktopComputer: String { "🖥️" }
    /// 🕵️
    public static var detective: String { "🕵️" }
    /// ♦️
    public static var diamondSuit: String { "♦️" }
    /// 💠
    public static var diamondWithADot: String { "💠" }
    /// 🔅
    public static var dimButton: String { "🔅" }
    /// 😞
    public static var disappointedFace: String { "😞" }
    /// 🥸
    public static var disguisedFace: String { "🥸" }
    /// 🫪
    public static var distortedFace: String { "🫪" }
    /// ➗
    public static var divide: String { "➗" }
    /// 🤿
    public static var divingMask: String { "🤿" }
    /// 🪔
    public static var diyaLamp: String { "🪔" }
    /// 💫
    public static var dizzy: String { "💫" }
    /// 🧬
    public static var dna: String { "🧬" }
    /// 🦤
    public static var dodo: String { "🦤" }
    /// 🐕
    public static var dog: String { "🐕" }
    /// 🐶
    public static var dogFace: String { "🐶" }
    /// 💵
    public static var dollarBanknote: String { "💵" }
    /// 🐬
    public static var dolphin: String { "🐬" }
    /// 🫏
    public static var donkey: String { "🫏" }
    /// 🚪
    public static var door: String { "🚪" }
    /// 🫥
    public static var dottedLineFace: String { "🫥" }
    /// 🔯
    public static var dottedSixPointedStar: String { "🔯" }
    /// ➿
    public static var doubleCurlyLoop: String { "➿" }
    /// ‼️
    public static var doubleExclamationMark: String { "‼️" }
    /// 🍩
    public static var doughnut: String { "🍩" }
    /// 🕊️
    public static var dove: String { "🕊️" }
    /// ⬇️
    public static var downArrow: String { "⬇️" }
    /// 😓
    public static var downcastFaceWithSweat: String { "😓" }
    /// ↙️
    public static var downLeftArrow: String { "↙️" }
    /// ↘️
    public static var downRightArrow: String { "↘️" }
    /// 🔽
    public static var downwardsButton: String { "🔽" }
    /// 🐉
    public static var dragon: String { "🐉" }
    /// 🐲
    public static var dragonFace: String { "🐲" }
    /// 👗
    public static var dress: String { "👗" }
    /// 🤤
    public static var droolingFace: String { "🤤" }
    /// 💧
    public static var droplet: String { "💧" }
    /// 🩸
    public static var dropOfBlood: String { "🩸" }
    /// 🥁
    public static var drum: String { "🥁" }
    /// 🦆
    public static var duck: String { "🦆" }
    /// 🥟
    public static var dumpling: String { "🥟" }
    /// 📀
    public static var dvd: String { "📀" }
    /// 🦅
    public static var eagle: String { "🦅" }
    /// 👂
    public static var ear: String { "👂" }
    /// 🌽
    public static var earOfCorn: String { "🌽" }
    /// 🦻
    public static var earWithHearingAid: String { "🦻" }
    /// 🥚
    public static var egg: String { "🥚" }
    /// 🍆
    public static var eggplant: String { "🍆" }
    /// 🕗
    public static var eightOClock: String { "🕗" }
    /// ✴️
    public static var eightPointedStar: String { "✴️" }
    /// ✳️
    public static var eightSpokedAsterisk: String { "✳️" }
    /// 🕣
    public static var eightThirty: String { "🕣" }
    /// ⏏️
    public static var ejectButton: String { "⏏️" }
    /// 🔌
    public static var electricPlug: String { "🔌" }
    /// 🐘
    public static var elephant: String { "🐘" }
    /// 🛗
    public static var elevator: String { "🛗" }
    /// 🕚
    public static var elevenOClock: String { "🕚" }
    /// 🕦
    public static var elevenThirty: String { "🕦" }
    /// 🧝
    public static var elf: String { "🧝" }
    /// 📧
    public static var eMail: String { "📧" }
    /// 🪹
    public static var emptyNest: String { "🪹" }
    /// 🔚
    public static var endArrow: String { "🔚" }
    /// 😡
    public static var enragedFace: String { "😡" }
    /// ✉️
    public static var envelope: String { "✉️" }
    /// 📩
    public static var envelopeWithArrow: String { "📩" }
    /// 💶
    public static var euroBanknote: String { "💶" }
    /// 🌲
    public static var evergreenTree: String { "🌲" }
    /// 🐑
    public static var ewe: String { "🐑" }
    /// ⁉️
    public static var exclamationQuestionMark: String { "⁉️" }
    /// 🤯
    public static var explodingHead: String { "🤯" }
    /// 😑
    public static var expressionlessFace: String { "😑" }
    /// 👁️
    public static var eye: String { "👁️" }
    /// 👁️‍🗨️
    public static var eyeInSpeechBubble: String { "👁️‍🗨️" }
    /// 👀
    public static var eyes: String { "👀" }
    /// 😘
    public static var faceBlowingAKiss: String { "😘" }
    /// 😮‍💨
    public static var faceExhaling: String { "😮‍💨" }
    /// 🥹
    public static var faceHoldingBackTears: String { "🥹" }
    /// 😶‍🌫️
    public static var faceInClouds: String { "😶‍🌫️" }
    /// 😋
    public static var faceSavoringFood: String { "😋" }
    /// 😱
    public static var faceScreamingInFear: String { "😱" }
    /// 🤮
    public static var faceVomiting: String { "🤮" }
    /// 🫩
    public static var faceWithBagsUnderEyes: String { "🫩" }
    /// 😵
    public static var faceWithCrossedOutEyes: String { "😵" }
    /// 🫤
    public static var faceWithDiagonalMouth: String { "🫤" }
    /// 🤭
    public static var faceWithHandOverMouth: String { "🤭" }
    /// 🤕
    public static var faceWithHeadBandage: String { "🤕" }
    /// 😷
    public static var faceWithMedicalMask: String { "😷" }
    /// 🧐
    public static var faceWithMonocle: String { "🧐" }
    /// 🫢
    public static var faceWithOpenEyesAndHandOverMouth: String { "🫢" }
    /// 😮
    public static var faceWithOpenMouth: String { "😮" }
    /// 😶
    public static var faceWithoutMouth: String { "😶" }
    /// 🫣
    public static var faceWithPeekingEye: String { "🫣" }
    /// 🤨
    public static var faceWithRaisedEyebrow: String { "🤨" }
    /// 🙄
    public static var faceWithRollingEyes: String { "🙄" }
    /// 😵‍💫
    public static var faceWithSpiralEyes: String { "😵‍💫" }
    /// 😤
    public static var faceWithSteamFromNose: String { "😤" }
    /// 🤬
    public static var faceWithSymbolsOnMouth: String { "🤬" }
    /// 😂
    public static var faceWithTearsOfJoy: String { "😂" }
    /// 🤒
    public static var faceWithThermometer: String { "🤒" }
    /// 😛
    public static var faceWithTongue: String { "😛" }
    /// 🏭
    public static var factory: String { "🏭" }
    /// 🧑‍🏭
    public static var factoryWorker: String { "🧑‍🏭" }
    /// 🧚
    public static var fairy: String { "🧚" }
    /// 🧆
    public static var falafel: String { "🧆" }
    /// 🍂
    public static var fallenLeaf: String { "🍂" }
    /// 👪
    public static var family: String { "👪" }
    /// 🧑‍🧑‍🧒
    public static var familyAdultAdultChild: String { "🧑‍🧑‍🧒" }
    /// 🧑‍🧑‍🧒‍🧒
    public static var familyAdultAdultChildChild: String { "🧑‍🧑‍🧒‍🧒" }
    /// 🧑‍🧒
    public static var familyAdultChild: String { "🧑‍🧒" }
    /// 🧑‍🧒‍🧒
    public static var familyAdultChildChild: String { "🧑‍🧒‍🧒" }
    /// 👨‍👦
    public static var familyManBoy: String { "👨‍👦" }
    /// 👨‍👦‍👦
    public static var familyManBoyBoy: String { "👨‍👦‍👦" }
    /// 👨‍👧
    public static var familyManGirl: String { "👨‍👧" }
    /// 👨‍👧‍👦
    public static var familyManGirlBoy: String { "👨‍👧‍👦" }
    /// 👨‍👧‍👧
    public static var familyManGirlGirl: String { "👨‍👧‍👧" }
    /// 👨‍👨‍👦
    public static var familyManManBoy: String { "👨‍👨‍👦" }
    /// 👨‍👨‍👦‍👦
    public static var familyManManBoyBoy: String { "👨‍👨‍👦‍👦" }
    /// 👨‍👨‍👧
    public static var familyManManGirl: String { "👨‍👨‍👧" }
    /// 👨‍👨‍👧‍👦
    public static var familyManManGirlBoy: String { "👨‍👨‍👧‍👦" }
    /// 👨‍👨‍👧‍👧
    public static var familyManManGirlGirl: String { "👨‍👨‍👧‍👧" }
    /// 👨‍👩‍👦
    public static var familyManWomanBoy: String { "👨‍👩‍👦" }
    /// 👨‍👩‍👦‍👦
    public static var familyManWomanBoyBoy: String { "👨‍👩‍👦‍👦" }
    /// 👨‍👩‍👧
    public static var familyManWomanGirl: String { "👨‍👩‍👧" }
    /// 👨‍👩‍👧‍👦
    public static var familyManWomanGirlBoy: String { "👨‍👩‍👧‍👦" }
    /// 👨‍👩‍👧‍👧
    public static var familyManWomanGirlGirl: String { "👨‍👩‍👧‍👧" }
    /// 👩‍👦
    public static var familyWomanBoy: String { "👩‍👦" }
    /// 👩‍👦‍👦
    public static var familyWomanBoyBoy: String { "👩‍👦‍👦" }
    /// 👩‍👧
    public static var familyWomanGirl: String { "👩‍👧" }
    /// 👩‍👧‍👦
    public static var familyWomanGirlBoy: String { "👩‍👧‍👦" }
    /// 👩‍👧‍👧
    public static var familyWomanGirlGirl: String { "👩‍👧‍👧" }
    /// 👩‍👩‍👦
    public static var familyWomanWomanBoy: String { "👩‍👩‍👦" }
    /// 👩‍👩‍👦‍👦
    public static var familyWomanWomanBoyBoy: String { "👩‍👩‍👦‍👦" }
    /// 👩‍👩‍👧
    public static var familyWomanWomanGirl: String { "👩‍👩‍👧" }
    /// 👩‍👩‍👧‍👦
    public static var familyWomanWomanGirlBoy: String { "👩‍👩‍👧‍👦" }
    /// 👩‍👩‍👧‍👧
    public static var familyWomanWomanGirlGirl: String { "👩‍👩‍👧‍👧" }
    /// 🧑‍🌾
    public static var farmer: String { "🧑‍🌾" }
    /// ⏬
    public static var fastDownButton: String { "⏬" }
    /// ⏩
    public static var fastForwardButton: String { "⏩" }
    /// ⏪
    public static var fastReverseButton: String { "⏪" }
    /// ⏫
    public static var fastUpButton: String { "⏫" }
    /// 📠
    public static var faxMachine: String { "📠" }
    /// 😨
    public static var fearfulFace: String { "😨" }
    /// 🪶
    public static var feather: String { "🪶" }
    /// ♀️
    public static var femaleSign: String { "♀️" }
    /// 🎡
    public static var ferrisWheel: String { "🎡" }
    /// ⛴️
    public static var ferry: String { "⛴️" }
    /// 🏑
    public static var fieldHockey: String { "🏑" }
    /// 🫯
    public static var fightCloud: String { "🫯" }
    /// 🗄️
    public static var fileCabinet: String { "🗄️" }
    /// 📁
    public static var fileFolder: String { "📁" }
    /// 🎞️
    public static var filmFrames: String { "🎞️" }
    /// 📽️
    public static var filmProjector: String { "📽️" }
    /// 🫆
    public static var fingerprint: String { "🫆" }
    /// 🔥
    public static var fire: String { "🔥" }
    /// 🧨
    public static var firecracker: String { "🧨" }
    /// 🚒
    public static var fireEngine: String { "🚒" }
    /// 🧯
    public static var fireExtinguisher: String { "🧯" }
    /// 🧑‍🚒
    public static var firefighter: String { "🧑‍🚒" }
    /// 🎆
    public static var fireworks: String { "🎆" }
    /// 🌓
    public static var firstQuarterMoon: String { "🌓" }
    /// 🌛
    public static var firstQuarterMoonFace: String { "🌛" }
    /// 🐟
    public static var fish: String { "🐟" }
    /// 🍥
    public static var fishCakeWithSwirl: String { "🍥" }
    /// 🎣
    public static var fishingPole: String { "🎣" }
    /// 🕔
    public static var fiveOClock: String { "🕔" }
    /// 🕠
    public static var fiveThirty: String { "🕠" }
    /// 🇦🇫
    public static var flagAfghanistan: String { "🇦🇫" }
    /// 🇦🇽
    public static var flagAlandIslands: String { "🇦🇽" }
    /// 🇦🇱
    public static var flagAlbania: String { "🇦🇱" }
    /// 🇩🇿
    public static var flagAlgeria: String { "🇩🇿" }
    /// 🇦🇸
    public static var flagAmericanSamoa: String { "🇦🇸" }
    /// 🇦🇩
    public static var flagAndorra: String { "🇦🇩" }
    /// 🇦🇴
    public static var flagAngola: String { "🇦🇴" }
    /// 🇦🇮
    public static var flagAnguilla: String { "🇦🇮" }
    /// 🇦🇶
    public static var flagAntarctica: String { "🇦🇶" }
    /// 🇦🇬
    public static var flagAntiguaBarbuda: String { "🇦🇬" }
    /// 🇦🇷
    public static var flagArgentina: String { "🇦🇷" }
    /// 🇦🇲
    public static var flagArmenia: String { "🇦🇲" }
    /// 🇦🇼
    public static var flagAruba: String { "🇦🇼" }
    /// 🇦🇨
    public static var flagAscensionIsland: String { "🇦🇨" }
    /// 🇦🇺
    public static var flagAustralia: String { "🇦🇺" }
    /// 🇦🇹
    public static var flagAustria: String { "🇦🇹" }
    /// 🇦🇿
    public static var flagAzerbaijan: String { "🇦🇿" }
    /// 🇧🇸
    public static var flagBahamas: String { "🇧🇸" }
    /// 🇧🇭
    public static var flagBahrain: String { "🇧🇭" }
    /// 🇧🇩
    public static var flagBangladesh: String { "🇧🇩" }
    /// 🇧🇧
    public static var flagBarbados: String { "🇧🇧" }
    /// 🇧🇾
    public static var flagBelarus: String { "🇧🇾" }
    /// 🇧🇪
    public static var flagBelgium: String { "🇧🇪" }
    /// 🇧🇿
    public static var flagBelize: String { "🇧🇿" }
    /// 🇧🇯
    public static var flagBenin: String { "🇧🇯" }
    /// 🇧🇲
    public static var flagBermuda: String { "🇧🇲" }
    /// 🇧🇹
    public static var flagBhutan: String { "🇧🇹" }
    /// 🇧🇴
    public static var flagBolivia: String { "🇧🇴" }
    /// 🇧🇦
    public static var flagBosniaHerzegovina: String { "🇧🇦" }
    /// 🇧🇼
    public static var flagBotswana: String { "🇧🇼" }
    /// 🇧🇻
    public static var flagBouvetIsland: String { "🇧🇻" }
    /// 🇧🇷
    public static var flagBrazil: String { "🇧🇷" }
    /// 🇮🇴
    public static var flagBritishIndianOceanTerritory: String { "🇮🇴" }
    /// 🇻🇬
    public static var flagBritishVirginIslands: String { "🇻🇬" }
    /// 🇧🇳
    public static var flagBrunei: String { "🇧🇳" }
    /// 🇧🇬
    public static var flagBulgaria: String { "🇧🇬" }
    /// 🇧🇫
    public static var flagBurkinaFaso: String { "🇧🇫" }
    /// 🇧🇮
    public static var flagBurundi: String { "🇧🇮" }
    /// 🇰🇭
    public static var flagCambodia: String { "🇰🇭" }
    /// 🇨🇲
    public static var flagCameroon: String { "🇨🇲" }
    /// 🇨🇦
    public static var flagCanada: String { "🇨🇦" }
    /// 🇮🇨
    public static var flagCanaryIslands: String { "🇮🇨" }
    /// 🇨🇻
    public static var flagCapeVerde: String { "🇨🇻" }
    /// 🇧🇶
    public static var flagCaribbeanNetherlands: String { "🇧🇶" }
    /// 🇰🇾
    public static var flagCaymanIslands: String { "🇰🇾" }
    /// 🇨🇫
    public static var flagCentralAfricanRepublic: String { "🇨🇫" }
    /// 🇪🇦
    public static var flagCeutaMelilla: String { "🇪🇦" }
    /// 🇹🇩
    public static var flagChad: String { "🇹🇩" }
    /// 🇨🇱
    public static var flagChile: String { "🇨🇱" }
    /// 🇨🇳
    public static var flagChina: String { "🇨🇳" }
    /// 🇨🇽
    public static var flagChristmasIsland: String { "🇨🇽" }
    /// 🇨🇵
    public static var flagClippertonIsland: String { "🇨🇵" }
    /// 🇨🇨
    public static var flagCocosIslands: String { "🇨🇨" }
    /// 🇨🇴
    public static var flagColombia: String { "🇨🇴" }
    /// 🇰🇲
    public static var flagComoros: String { "🇰🇲" }
    /// 🇨🇬
    public static var flagCongoBrazzaville: String { "🇨🇬" }
    /// 🇨🇩
    public static var flagCongoKinshasa: String { "🇨🇩" }
    /// 🇨🇰
    public static var flagCookIslands: String { "🇨🇰" }
    /// 🇨🇷
    public static var flagCostaRica: String { "🇨🇷" }
    /// 🇨🇮
    public static var flagCoteDIvoire: String { "🇨🇮" }
    /// 🇭🇷
    public static var flagCroatia: String { "🇭🇷" }
    /// 🇨🇺
    public static var flagCuba: String { "🇨🇺" }
    /// 🇨🇼
    public static var flagCuracao: String { "🇨🇼" }
    /// 🇨🇾
    public static var flagCyprus: String { "🇨🇾" }
    /// 🇨🇿
    public static var flagCzechia: String { "🇨🇿" }
    /// 🇩🇰
    public static var flagDenmark: String { "🇩🇰" }
    /// 🇩🇬
    public static var flagDiegoGarcia: String { "🇩🇬" }
    /// 🇩🇯
    public static var flagDjibouti: String { "🇩🇯" }
    /// 🇩🇲
    public static var flagDominica: String { "🇩🇲" }
    /// 🇩🇴
    public static var flagDominicanRepublic: String { "🇩🇴" }
    /// 🇪🇨
    public static var flagEcuador: String { "🇪🇨" }
    /// 🇪🇬
    public static var flagEgypt: String { "🇪🇬" }
    /// 🇸🇻
    public static var flagElSalvador: String { "🇸🇻" }
    /// 🏴󠁧󠁢󠁥󠁮󠁧󠁿
    public static var flagEngland: String { "🏴󠁧󠁢󠁥󠁮󠁧󠁿" }
    /// 🇬🇶
    public static var flagEquatorialGuinea: String { "🇬🇶" }
    /// 🇪🇷
    public static var flagEritrea: String { "🇪🇷" }
    /// 🇪🇪
    public static var flagEstonia: String { "🇪🇪" }
    /// 🇸🇿
    public static var flagEswatini: String { "🇸🇿" }
    /// 🇪🇹
    public static var flagEthiopia: String { "🇪🇹" }
    /// 🇪🇺
    public static var flagEuropeanUnion: String { "🇪🇺" }
    /// 🇫🇰
    public static var flagFalklandIslands: String { "🇫🇰" }
    /// 🇫🇴
    public static var flagFaroeIslands: String { "🇫🇴" }
    /// 🇫🇯
    public static var flagFiji: String { "🇫🇯" }
    /// 🇫🇮
    public static var flagFinland: String { "🇫🇮" }
    /// 🇫🇷
    public static var flagFrance: String { "🇫🇷" }
    /// 🇬🇫
    public static var flagFrenchGuiana: String { "🇬🇫" }
    /// 🇵🇫
    public static var flagFrenchPolynesia: String { "🇵🇫" }
    /// 🇹🇫
    public static var flagFrenchSouthernTerritories: String { "🇹🇫" }
    /// 🇬🇦
    public static var flagGabon: String { "🇬🇦" }
    /// 🇬🇲
    public static var flagGambia: String { "🇬🇲" }
    /// 🇬🇪
    public static var flagGeorgia: String { "🇬🇪" }
    /// 🇩🇪
    public static var flagGermany: String { "🇩🇪" }
    /// 🇬🇭
    public static var flagGhana: String { "🇬🇭" }
    /// 🇬🇮
    public static var flagGibraltar: String { "🇬🇮" }
    /// 🇬🇷
    public static var flagGreece: String { "🇬🇷" }
    /// 🇬🇱
    public static var flagGreenland: String { "🇬🇱" }
    /// 🇬🇩
    public static var flagGrenada: String { "🇬🇩" }
    /// 🇬🇵
    public static var flagGuadeloupe: String { "🇬🇵" }
    /// 🇬🇺
    public static var flagGuam: String { "🇬🇺" }
    /// 🇬🇹
    public static var flagGuatemala: String { "🇬🇹" }
    /// 🇬🇬
    public static var flagGuernsey: String { "🇬🇬" }
    /// 🇬🇳
    public static var flagGuinea: String { "🇬🇳" }
    /// 🇬🇼
    public static var flagGuineaBissau: String { "🇬🇼" }
    /// 🇬🇾
    public static var flagGuyana: String { "🇬🇾" }
    /// 🇭🇹
    public static var flagHaiti: String { "🇭🇹" }
    /// 🇭🇲
    public static var flagHeardMcdonaldIslands: String { "🇭🇲" }
    /// 🇭🇳
    public static var flagHonduras: String { "🇭🇳" }
    /// 🇭🇰
    public static var flagHongKongSarChina: String { "🇭🇰" }
    /// 🇭🇺
    public static var flagHungary: String { "🇭🇺" }
    /// 🇮🇸
    public static var flagIceland: String { "🇮🇸" }
    /// 🇮🇳
    public static var flagIndia: String { "🇮🇳" }
    /// 🇮🇩
    public static var flagIndonesia: String { "🇮🇩" }
    /// ⛳
    public static var flagInHole: String { "⛳" }
    /// 🇮🇷
    public static var flagIran: String { "🇮🇷" }
    /// 🇮🇶
    public static var flagIraq: String { "🇮🇶" }
    /// 🇮🇪
    public static var flagIreland: String { "🇮🇪" }
    /// 🇮🇲
    public static var flagIsleOfMan: String { "🇮🇲" }
    /// 🇮🇱
    public static var flagIsrael: String { "🇮🇱" }
    /// 🇮🇹
    public static var flagItaly: String { "🇮🇹" }
    /// 🇯🇲
    public static var flagJamaica: String { "🇯🇲" }
    /// 🇯🇵
    public static var flagJapan: String { "🇯🇵" }
    /// 🇯🇪
    public static var flagJersey: String { "🇯🇪" }
    /// 🇯🇴
    public static var flagJordan: String { "🇯🇴" }
    /// 🇰🇿
    public static var flagKazakhstan: String { "🇰🇿" }
    /// 🇰🇪
    public static var flagKenya: String { "🇰🇪" }
    /// 🇰🇮
    public static var flagKiribati: String { "🇰🇮" }
    /// 🇽🇰
    public static var flagKosovo: String { "🇽🇰" }
    /// 🇰🇼
    public static var flagKuwait: String { "🇰🇼" }
    /// 🇰🇬
    public static var flagKyrgyzstan: String { "🇰🇬" }
    /// 🇱🇦
    public static var flagLaos: String { "🇱🇦" }
    /// 🇱🇻
    public static var flagLatvia: String { "🇱🇻" }
    /// 🇱🇧
    public static var flagLebanon: String { "🇱🇧" }
    /// 🇱🇸
    public static var flagLesotho: String { "🇱🇸" }
    /// 🇱🇷
    public static var flagLiberia: String { "🇱🇷" }
    /// 🇱🇾
    public static var flagLibya: String { "🇱🇾" }
    /// 🇱🇮
    public static var flagLiechtenstein: String { "🇱🇮" }
    /// 🇱🇹
    public static var flagLithuania: String { "🇱🇹" }
    /// 🇱🇺
    public static var flagLuxembourg: String { "🇱🇺" }
    /// 🇲🇴
    public static var flagMacaoSarChina: String { "🇲🇴" }
    /// 🇲🇬
    public static var flagMadagascar: String { "🇲🇬" }
    /// 🇲🇼
    public static var flagMalawi: String { "🇲🇼" }
    /// 🇲🇾
    public static var flagMalaysia: String { "🇲🇾" }
    /// 🇲🇻
    public static var flagMaldives: String { "🇲🇻" }
    /// 🇲🇱
    public static var flagMali: String { "🇲🇱" }
    /// 🇲🇹
    public static var flagMalta: String { "🇲🇹" }
    /// 🇲🇭
    public static var flagMarshallIslands: String { "🇲🇭" }
    /// 🇲🇶
    public static var flagMartinique: String { "🇲🇶" }
    /// 🇲🇷
    public static var flagMauritania: String { "🇲🇷" }
    /// 🇲🇺
    public static var flagMauritius: String { "🇲🇺" }
    /// 🇾🇹
    public static var flagMayotte: String { "🇾🇹" }
    /// 🇲🇽
    public static var flagMexico: String { "🇲🇽" }
    /// 🇫🇲
    public static var flagMicronesia: String { "🇫🇲" }
    /// 🇲🇩
    public static var flagMoldova: String { "🇲🇩" }
    /// 🇲🇨
    public static var flagMonaco: String { "🇲🇨" }
    /// 🇲🇳
    public static var flagMongolia: String { "🇲🇳" }
    /// 🇲🇪
    public static var flagMontenegro: String { "🇲🇪" }
    /// 🇲🇸
    public static var flagMontserrat: String { "🇲🇸" }
    /// 🇲🇦
    public static var flagMorocco: String { "🇲🇦" }
    /// 🇲🇿
    public static var flagMozambique: String { "🇲🇿" }
    /// 🇲🇲
    public static var flagMyanmar: String { "🇲🇲" }
    /// 🇳🇦
    public static var flagNamibia: String { "🇳🇦" }
    /// 🇳🇷
    public static var flagNauru: String { "🇳🇷" }
    /// 🇳🇵
    public static var flagNepal: String { "🇳🇵" }
    /// 🇳🇱
    public static var flagNetherlands: String { "🇳🇱" }
    /// 🇳🇨
    public static var flagNewCaledonia: String { "🇳🇨" }
    /// 🇳🇿
    public static var flagNewZealand: String { "🇳🇿" }
    /// 🇳🇮
    public static var flagNicaragua: String { "🇳🇮" }
    /// 🇳🇪
    public static var flagNiger: String { "🇳🇪" }
    /// 🇳🇬
    public static var flagNigeria: String { "🇳🇬" }
    /// 🇳🇺
    public static var flagNiue: String { "🇳🇺" }
    /// 🇳🇫
    public static var flagNorfolkIsland: String { "🇳🇫" }
    /// 🇲🇵
    public static var flagNorthernMarianaIslands: String { "🇲🇵" }
    /// 🇰🇵
    public static var flagNorthKorea: String { "🇰🇵" }
    /// 🇲🇰
    public static var flagNorthMacedonia: String { "🇲🇰" }
    /// 🇳🇴
    public static var flagNorway: String { "🇳🇴" }
    /// 🇴🇲
    public static var flagOman: String { "🇴🇲" }
    /// 🇵🇰
    public static var flagPakistan: String { "🇵🇰" }
    /// 🇵🇼
    public static var flagPalau: String { "🇵🇼" }
    /// 🇵🇸
    public static var flagPalestinianTerritories: String { "🇵🇸" }
    /// 🇵🇦
    public static var flagPanama: String { "🇵🇦" }
    /// 🇵🇬
    public static var flagPapuaNewGuinea: String { "🇵🇬" }
    /// 🇵🇾
    public static var flagParaguay: String { "🇵🇾" }
    /// 🇵🇪
    public static var flagPeru: String { "🇵🇪" }
    /// 🇵🇭
    public static var flagPhilippines: String { "🇵🇭" }
    /// 🇵🇳
    public static var flagPitcairnIslands: String { "🇵🇳" }
    /// 🇵🇱
    public static var flagPoland: String { "🇵🇱" }
    /// 🇵🇹
    public static var flagPortugal: String { "🇵🇹" }
    /// 🇵🇷
    public static var flagPuertoRico: String { "🇵🇷" }
    /// 🇶🇦
    public static var flagQatar: String { "🇶🇦" }
    /// 🇷🇪
    public static var flagReunion: String { "🇷🇪" }
    /// 🇷🇴
    public static var flagRomania: String { "🇷🇴" }
    /// 🇷🇺
    public static var flagRussia: String { "🇷🇺" }
    /// 🇷🇼
    public static var flagRwanda: String { "🇷🇼" }
    /// 🇼🇸
    public static var flagSamoa: String { "🇼🇸" }
    /// 🇸🇲
    public static var flagSanMarino: String { "🇸🇲" }
    /// 🇸🇹
    public static var flagSaoTomePrincipe: String { "🇸🇹" }
    /// 🇨🇶
    public static var flagSark: String { "🇨🇶" }
    /// 🇸🇦
    public static var flagSaudiArabia: String { "🇸🇦" }
    /// 🏴󠁧󠁢󠁳󠁣󠁴󠁿
    public static var flagScotland: String { "🏴󠁧󠁢󠁳󠁣󠁴󠁿" }
    /// 🇸🇳
    public static var flagSenegal: String { "🇸🇳" }
    /// 🇷🇸
    public static var flagSerbia: String { "🇷🇸" }
    /// 🇸🇨
    public static var flagSeychelles: String { "🇸🇨" }
    /// 🇸🇱
    public static var flagSierraLeone: String { "🇸🇱" }
    /// 🇸🇬
    public static var flagSingapore: String { "🇸🇬" }
    /// 🇸🇽
    public static var flagSintMaarten: String { "🇸🇽" }
    /// 🇸🇰
    public static var flagSlovakia: String { "🇸🇰" }
    /// 🇸🇮
    public static var flagSlovenia: String { "🇸🇮" }
    /// 🇸🇧
    public static var flagSolomonIslands: String { "🇸🇧" }
    /// 🇸🇴
    public static var flagSomalia: String { "🇸🇴" }
    /// 🇿🇦
    public static var flagSouthAfrica: String { "🇿🇦" }
    /// 🇬🇸
    public static var flagSouthGeorgiaSouthSandwichIslands: String { "🇬🇸" }
    /// 🇰🇷
    public static var flagSouthKorea: String { "🇰🇷" }
    /// 🇸🇸
    public static var flagSouthSudan: String { "🇸🇸" }
    /// 🇪🇸
    public static var flagSpain: String { "🇪🇸" }
    /// 🇱🇰
    public static var flagSriLanka: String { "🇱🇰" }
    /// 🇧🇱
    public static var flagStBarthelemy: String { "🇧🇱" }
    /// 🇸🇭
    public static var flagStHelena: String { "🇸🇭" }
    /// 🇰🇳
    public static var flagStKittsNevis: String { "🇰🇳" }
    /// 🇱🇨
    public static var flagStLucia: String { "🇱🇨" }
    /// 🇲🇫
    public static var flagStMartin: String { "🇲🇫" }
    /// 🇵🇲
    public static var flagStPierreMiquelon: String { "🇵🇲" }
    /// 🇻🇨
    public static var flagStVincentGrenadines: String { "🇻🇨" }
    /// 🇸🇩
    public static var flagSudan: String { "🇸🇩" }
    /// 🇸🇷
    public static var flagSuriname: String { "🇸🇷" }
    /// 🇸🇯
    public static var flagSvalbardJanMayen: String { "🇸🇯" }
    /// 🇸🇪
    public static var flagSweden: String { "🇸🇪" }
    /// 🇨🇭
    public static var flagSwitzerland: String { "🇨🇭" }
    /// 🇸🇾
    public static var flagSyria: String { "🇸🇾" }
    /// 🇹🇼
    public static var flagTaiwan: String { "🇹🇼" }
    /// 🇹🇯
    public static var flagTajikistan: String { "🇹🇯" }
    /// 🇹🇿
    public static var flagTanzania: String { "🇹🇿" }
    /// 🇹🇭
    public static var flagThailand: String { "🇹🇭" }
    /// 🇹🇱
    public static var flagTimorLeste: String { "🇹🇱" }
    /// 🇹🇬
    public static var flagTogo: String { "🇹🇬" }
    /// 🇹🇰
    public static var flagTokelau: String { "🇹🇰" }
    /// 🇹🇴
    public static var flagTonga: String { "🇹🇴" }
    /// 🇹🇹
    public static var flagTrinidadTobago: String { "🇹🇹" }
    /// 🇹🇦
    public static var flagTristanDaCunha: String { "🇹🇦" }
    /// 🇹🇳
    public static var flagTunisia: String { "🇹🇳" }
    /// 🇹🇷
    public static var flagTurkiye: String { "🇹🇷" }
    /// 🇹🇲
    public static var flagTurkmenistan: String { "🇹🇲" }
    /// 🇹🇨
    public static var flagTurksCaicosIslands: String { "🇹🇨" }
    /// 🇹🇻
    public static var flagTuvalu: String { "🇹🇻" }
    /// 🇺🇬
    public static var flagUganda: String { "🇺🇬" }
    /// 🇺🇦
    public static var flagUkraine: String { "🇺🇦" }
    /// 🇦🇪
    public static var flagUnitedArabEmirates: String { "🇦🇪" }
    /// 🇬🇧
    public static var flagUnitedKingdom: String { "🇬🇧" }
    /// 🇺🇳
    public static var flagUnitedNations: String { "🇺🇳" }
    /// 🇺🇸
    public static var flagUnitedStates: String { "🇺🇸" }
    /// 🇺🇾
    public static var flagUruguay: String { "🇺🇾" }
    /// 🇺🇲
    public static var flagUSOutlyingIslands: String { "🇺🇲" }
    /// 🇻🇮
    public static var flagUSVirginIslands: String { "🇻🇮" }
    /// 🇺🇿
    public static var flagUzbekistan: String { "🇺🇿" }
    /// 🇻🇺
    public static var flagVanuatu: String { "🇻🇺" }
    /// 🇻🇦
    public static var flagVaticanCity: String { "🇻🇦" }
    /// 🇻🇪
    public static var flagVenezuela: String { "🇻🇪" }
    /// 🇻🇳
    public static var flagVietnam: String { "🇻🇳" }
    /// 🏴󠁧󠁢󠁷󠁬󠁳󠁿
    public static var flagWales: String { "🏴󠁧󠁢󠁷󠁬󠁳󠁿" }
    /// 🇼🇫
    public static var flagWallisFutuna: String { "🇼🇫" }
    /// 🇪🇭
    public static var flagWesternSahara: String { "🇪🇭" }
    /// 🇾🇪
    public static var flagYemen: String { "🇾🇪" }
    /// 🇿🇲
    public static var flagZambia: String { "🇿🇲" }
    /// 🇿🇼
    public static var flagZimbabwe: String { "🇿🇼" }
    /// 🦩
    public static var flamingo: String { "🦩" }
    /// 🔦
    public static var flashlight: String { "🔦" }
    /// 🫓
    public static var flatbread: String { "🫓" }
    /// 🥿
    public static var flatShoe: String { "🥿" }
    /// ⚜️
    public static var fleurDeLis: String { "⚜️" }
    /// 💪
    public static var flexedBiceps: String { "💪" }
    /// 💾
    public static var floppyDisk: String { "💾" }
    /// 🎴
    public static var flowerPlayingCards: String { "🎴" }
    /// 😳
    public static var flushedFace: String { "😳" }
    /// 🪈
    public static var flute: String { "🪈" }
    /// 🪰
    public static var fly: String { "🪰" }
    /// 🥏
    public static var flyingDisc: String { "🥏" }
    /// 🛸
    public static var flyingSaucer: String { "🛸" }
    /// 🌫️
    public static var fog: String { "🌫️" }
    /// 🌁
    public static var foggy: String { "🌁" }
    /// 🙏
    public static var foldedHands: String { "🙏" }
    /// 🪭
    public static var foldingHandFan: String { "🪭" }
    /// 🫕
    public static var fondue: String { "🫕" }
    /// 🦶
    public static var foot: String { "🦶" }
    /// 👣
    public static var footprints: String { "👣" }
    /// 🍴
    public static var forkAndKnife: String { "🍴" }
    /// 🍽️
    public static var forkAndKnifeWithPlate: String { "🍽️" }
    /// 🥠
    public static var fortuneCookie: String { "🥠" }
    /// ⛲
    public static var fountain: String { "⛲" }
    /// 🖋️
    public static var fountainPen: String { "🖋️" }
    /// 🍀
    public static var fourLeafClover: String { "🍀" }
    /// 🕓
    public static var fourOClock: String { "🕓" }
    /// 🕟
    public static var fourThirty: String { "🕟" }
    /// 🦊
    public static var fox: String { "🦊" }
    /// 🖼️
    public static var framedPicture: String { "🖼️" }
    /// 🆓
    public static var freeButton: String { "🆓" }
    /// 🍟
    public static var frenchFries: String { "🍟" }
    /// 🍤
    public static var friedShrimp: String { "🍤" }
    /// 🐸
    public static var frog: String { "🐸" }
    /// 🐥
    public static var frontFacingBabyChick: String { "🐥" }
    /// ☹️
    public static var frowningFace: String { "☹️" }
    /// 😦
    public static var frowningFaceWithOpenMouth: String { "😦" }
    /// ⛽
    public static var fuelPump: String { "⛽" }
    /// 🌕
    public static var fullMoon: String { "🌕" }
    /// 🌝
    public static var fullMoonFace: String { "🌝" }
    /// ⚱️
    public static var funeralUrn: String { "⚱️" }
    /// 🎲
    public static var gameDie: String { "🎲" }
    /// 🧄
    public static var garlic: String { "🧄" }
    /// ⚙️
    public static var gear: String { "⚙️" }
    /// ♊
    public static var gemini: String { "♊" }
    /// 💎
    public static var gemStone: String { "💎" }
    /// 🧞
    public static var genie: String { "🧞" }
    /// 👻
    public static var ghost: String { "👻" }
    /// 🫚
    public static var gingerRoot: String { "🫚" }
    /// 🦒
    public static var giraffe: String { "🦒" }
    /// 👧
    public static var girl: String { "👧" }
    /// 👓
    public static var glasses: String { "👓" }
    /// 🥛
    public static var glassOfMilk: String { "🥛" }
    /// 🌎
    public static var globeShowingAmericas: String { "🌎" }
    /// 🌏
    public static var globeShowingAsiaAustralia: String { "🌏" }
    /// 🌍
    public static var globeShowingEuropeAfrica: String { "🌍" }
    /// 🌐
    public static var globeWithMeridians: String { "🌐" }
    /// 🧤
    public static var gloves: String { "🧤" }
    /// 🌟
    public static var glowingStar: String { "🌟" }
    /// 🥅
    public static var goalNet: String { "🥅" }
    /// 🐐
    public static var goat: String { "🐐" }
    /// 👺
    public static var goblin: String { "👺" }
    /// 🥽
    public static var goggles: String { "🥽" }
    /// 🪿
    public static var goose: String { "🪿" }
    /// 🦍
    public static var gorilla: String { "🦍" }
    /// 🎓
    public static var graduationCap: String { "🎓" }
    /// 🍇
    public static var grapes: String { "🍇" }
    /// 🍏
    public static var greenApple: String { "🍏" }
    /// 📗
    public static var greenBook: String { "📗" }
    /// 🟢
    public static var greenCircle: String { "🟢" }
    /// 💚
    public static var greenHeart: String { "💚" }
    /// 🥗
    public static var greenSalad: String { "🥗" }
    /// 🟩
    public static var greenSquare: String { "🟩" }
    /// 🩶
    public static var greyHeart: String { "🩶" }
    /// 😬
    public static var grimacingFace: String { "😬" }
    /// 😺
    public static var grinningCat: String { "😺" }
    /// 😸
    public static var grinningCatWithSmilingEyes: String { "😸" }
    /// 😀
    public static var grinningFace: String { "😀" }
    /// 😃
    public static var grinningFaceWithBigEyes: String { "😃" }
    /// 😄
    public static var grinningFaceWithSmilingEyes: String { "😄" }
    /// 😅
    public static var grinningFaceWithSweat: String { "😅" }
    /// 😆
    public static var grinningSquintingFace: String { "😆" }
    /// 💗
    public static var growingHeart: String { "💗" }
    /// 💂
    public static var `guard`: String { "💂" }
    /// 🦮
    public static var guideDog: String { "🦮" }
    /// 🎸
    public static var guitar: String { "🎸" }
    /// 🪮
    public static var hairPick: String { "🪮" }
    /// 🫈
    public static var hairyCreature: String { "🫈" }
    /// 🍔
    public static var hamburger: String { "🍔" }
    /// 🔨
    public static var hammer: String { "🔨" }
    /// ⚒️
    public static var hammerAndPick: String { "⚒️" }
    /// 🛠️
    public static var hammerAndWrench: String { "🛠️" }
    /// 🪬
    public static var hamsa: String { "🪬" }
    /// 🐹
    public static var hamster: String { "🐹" }
    /// 👜
    public static var handbag: String { "👜" }
    /// 🤝
    public static var handshake: String { "🤝" }
    /// 🖐️
    public static var handWithFingersSplayed: String { "🖐️" }
    /// 🫰
    public static var handWithIndexFingerAndThumbCrossed: String { "🫰" }
    /// 🪉
    public static var harp: String { "🪉" }
    /// 🐣
    public static var hatchingChick: String { "🐣" }
    /// 🎧
    public static var headphone: String { "🎧" }
    /// 🙂‍↔️
    public static var headShakingHorizontally: String { "🙂‍↔️" }
    /// 🙂‍↕️
    public static var headShakingVertically: String { "🙂‍↕️" }
    /// 🪦
    public static var headstone: String { "🪦" }
    /// 🧑‍⚕️
    public static var healthWorker: String { "🧑‍⚕️" }
    /// 🙉
    public static var hearNoEvilMonkey: String { "🙉" }
    /// 💟
    public static var heartDecoration: String { "💟" }
    /// ❣️
    public static var heartExclamation: String { "❣️" }
    /// 🫶
    public static var heartHands: String { "🫶" }
    /// ❤️‍🔥
    public static var heartOnFire: String { "❤️‍🔥" }
    /// ♥️
    public static var heartSuit: String { "♥️" }
    /// 💘
    public static var heartWithArrow: String { "💘" }
    /// 💝
    public static var heartWithRibbon: String { "💝" }
    /// 💲
    public static var heavyDollarSign: String { "💲" }
    /// 🟰
    public static var heavyEqualsSign: String { "🟰" }
    /// 🦔
    public static var hedgehog: String { "🦔" }
    /// 🚁
    public static var helicopter: String { "🚁" }
    /// 🌿
    public static var herb: String { "🌿" }
    /// 🌺
    public static var hibiscus: String { "🌺" }
    /// 👠
    public static var highHeeledShoe: String { "👠" }
    /// 🚄
    public static var highSpeedTrain: String { "🚄" }
    /// ⚡
    public static var highVoltage: String { "⚡" }
    /// 🥾
    public static var hikingBoot: String { "🥾" }
    /// 🛕
    public static var hinduTemple: String { "🛕" }
    /// 🦛
    public static var hippopotamus: String { "🦛" }
    /// 🕳️
    public static var hole: String { "🕳️" }
    /// ⭕
    public static var hollowRedCircle: String { "⭕" }
    /// 🐝
    public static var honeybee: String { "🐝" }
    /// 🍯
    public static var honeyPot: String { "🍯" }
    /// 🪝
    public static var hook: String { "🪝" }
    /// 🚥
    public static var horizontalTrafficLight: String { "🚥" }
    /// 🐎
    public static var horse: String { "🐎" }
    /// 🐴
    public static var horseFace: String { "🐴" }
    /// 🏇
    public static var horseRacing: String { "🏇" }
    /// 🏥
    public static var hospital: String { "🏥" }
    /// ☕
    public static var hotBeverage: String { "☕" }
    /// 🌭
    public static var hotDog: String { "🌭" }
    /// 🏨
    public static var hotel: String { "🏨" }
    /// 🥵
    public static var hotFace: String { "🥵" }
    /// 🌶️
    public static var hotPepper: String { "🌶️" }
    /// ♨️
    public static var hotSprings: String { "♨️" }
    /// ⌛
    public static var hourglassDone: String { "⌛" }
    /// ⏳
    public static var hourglassNotDone: String { "⏳" }
    /// 🏠
    public static var house: String { "🏠" }
    /// 🏘️
    public static var houses: String { "🏘️" }
    /// 🏡
    public static var houseWithGarden: String { "🏡" }
    /// 💯
    public static var hundredPoints: String { "💯" }
    /// 😯
    public static var hushedFace: String { "😯" }
    /// 🛖
    public static var hut: String { "🛖" }
    /// 🪻
    public static var hyacinth: String { "🪻" }
    /// 🧊
    public static var ice: String { "🧊" }
    /// 🍨
    public static var iceCream: String { "🍨" }
    /// 🏒
    public static var iceHockey: String { "🏒" }
    /// ⛸️
    public static var iceSkate: String { "⛸️" }
    /// 🆔
    public static var idButton: String { "🆔" }
    /// 🪪
    public static var identificationCard: String { "🪪" }
    /// 📥
    public static var inboxTray: String { "📥" }
    /// 📨
    public static var incomingEnvelope: String { "📨" }
    /// 🫵
    public static var indexPointingAtTheViewer: String { "🫵" }
    /// ☝️
    public static var indexPointingUp: String { "☝️" }
    /// ♾️
    public static var infinity: String { "♾️" }
    /// ℹ️
    public static var information: String { "ℹ️" }
    /// 🔤
    public static var inputLatinLetters: String { "🔤" }
    /// 🔡
    public static var inputLatinLowercase: String { "🔡" }
    /// 🔠
    public static var inputLatinUppercase: String { "🔠" }
    /// 🔢
    public static var inputNumbers: String { "🔢" }
    /// 🔣
    public static var inputSymbols: String { "🔣" }
    /// 🎃
    public static var jackOLantern: String { "🎃" }
    /// 🉑
    public static var japaneseAcceptableButton: String { "🉑" }
    /// 🈸
    public static var japaneseApplicationButton: String { "🈸" }
    /// 🉐
    public static var japaneseBargainButton: String { "🉐" }
    /// 🏯
    public static var japaneseCastle: String { "🏯" }
    /// ㊗️
    public static var japaneseCongratulationsButton: String { "㊗️" }
    /// 🈹
    public static var japaneseDiscountButton: String { "🈹" }
    /// 🎎
    public static var japaneseDolls: String { "🎎" }
    /// 🈚
    public static var japaneseFreeOfChargeButton: String { "🈚" }
    /// 🈁
    public static var japaneseHereButton: String { "🈁" }
    /// 🈷️
    public static var japaneseMonthlyAmountButton: String { "🈷️" }
    /// 🈶
    public static var japaneseNotFreeOfChargeButton: String { "🈶" }
    /// 🈵
    public static var japaneseNoVacancyButton: String { "🈵" }
    /// 🈺
    public static var japaneseOpenForBusinessButton: String { "🈺" }
    /// 🈴
    public static var japanesePassingGradeButton: String { "🈴" }
    /// 🏣
    public static var japanesePostOffice: String { "🏣" }
    /// 🈲
    public static var japaneseProhibitedButton: String { "🈲" }
    /// 🈯
    public static var japaneseReservedButton: String { "🈯" }
    /// ㊙️
    public static var japaneseSecretButton: String { "㊙️" }
    /// 🈂️
    public static var japaneseServiceChargeButton: String { "🈂️" }
    /// 🔰
    public static var japaneseSymbolForBeginner: String { "🔰" }
    /// 🈳
    public static var japaneseVacancyButton: String { "🈳" }
    /// 🫙
    public static var jar: String { "🫙" }
    /// 👖
    public static var jeans: String { "👖" }
    /// 🪼
    public static var jellyfish: String { "🪼" }
    /// 🃏
    public static var joker: String { "🃏" }
    /// 🕹️
    public static var joystick: String { "🕹️" }
    /// 🧑‍⚖️
    public static var judge: String { "🧑‍⚖️" }
    /// 🕋
    public static var kaaba: String { "🕋" }
    /// 🦘
    public static var kangaroo: String { "🦘" }
    /// 🔑
    public static var key: String { "🔑" }
    /// ⌨️
    public static var keyboard: String { "⌨️" }
    /// 0️⃣
    public static var keycap0: String { "0️⃣" }
    /// 1️⃣
    public static var keycap1: String { "1️⃣" }
    /// 🔟
    public static var keycap10: String { "🔟" }
    /// 2️⃣
    public static var keycap2: String { "2️⃣" }
    /// 3️⃣
    public static var keycap3: String { "3️⃣" }
    /// 4️⃣
    public static var keycap4: String { "4️⃣" }
    /// 5️⃣
    public static var keycap5: String { "5️⃣" }
    /// 6️⃣
    public static var keycap6: String { "6️⃣" }
    /// 7️⃣
    public static var keycap7: String { "7️⃣" }
    /// 8️⃣
    public static var keycap8: String { "8️⃣" }
    /// 9️⃣
    public static var keycap9: String { "9️⃣" }
    /// *️⃣
    public static var keycapAsterisk: String { "*️⃣" }
    /// #️⃣
    public static var keycapNumberSign: String { "#️⃣" }
    /// 🪯
    public static var khanda: String { "🪯" }
    /// 🛴
    public static var kickScooter: String { "🛴" }
    /// 👘
    public static var kimono: String { "👘" }
    /// 💏
    public static var kiss: String { "💏" }
    /// 😽
    public static var kissingCat: String { "😽" }
    /// 😗
    public static var kissingFace: String { "😗" }
    /// 😚
    public static var kissingFaceWithClosedEyes: String { "😚" }
    /// 😙
    public static var kissingFaceWithSmilingEyes: String { "😙" }
    /// 👨‍❤️‍💋‍👨
    public static var kissManMan: String { "👨‍❤️‍💋‍👨" }
    /// 💋
    public static var kissMark: String { "💋" }
    /// 👩‍❤️‍💋‍👨
    public static var kissWomanMan: String { "👩‍❤️‍💋‍👨" }
    /// 👩‍❤️‍💋‍👩
    public static var kissWomanWoman: String { "👩‍❤️‍💋‍👩" }
    /// 🔪
    public static var kitchenKnife: String { "🔪" }
    /// 🪁
    public static var kite: String { "🪁" }
    /// 🥝
    public static var kiwiFruit: String { "🥝" }
    /// 🪢
    public static var knot: String { "🪢" }
    /// 🐨
    public static var koala: String { "🐨" }
    /// 🥼
    public static var labCoat: String { "🥼" }
    /// 🏷️
    public static var label: String { "🏷️" }
    /// 🥍
    public static var lacrosse: String { "🥍" }
    /// 🪜
    public static var ladder: String { "🪜" }
    /// 🐞
    public static var ladyBeetle: String { "🐞" }
    /// 🛘
    public static var landslide: String { "🛘" }
    /// 💻
    public static var laptop: String { "💻" }
    /// 🔷
    public static var largeBlueDiamond: String { "🔷" }
    /// 🔶
    public static var largeOrangeDiamond: String { "🔶" }
    /// 🌗
    public static var lastQuarterMoon: String { "🌗" }
    /// 🌜
    public static var lastQuarterMoonFace: String { "🌜" }
    /// ⏮️
    public static var lastTrackButton: String { "⏮️" }
    /// ✝️
    public static var latinCross: String { "✝️" }
    /// 🍃
    public static var leafFlutteringInWind: String { "🍃" }
    /// 🪾
    public static var leaflessTree: String { "🪾" }
    /// 🥬
    public static var leafyGreen: String { "🥬" }
    /// 📒
    public static var ledger: String { "📒" }
    /// ⬅️
    public static var leftArrow: String { "⬅️" }
    /// ↪️
    public static var leftArrowCurvingRight: String { "↪️" }
    /// 🤛
    public static var leftFacingFist: String { "🤛" }
    /// 🛅
    public static var leftLuggage: String { "🛅" }
    /// ↔️
    public static var leftRightArrow: String { "↔️" }
    /// 🗨️
    public static var leftSpeechBubble: String { "🗨️" }
    /// 🫲
    public static var leftwardsHand: String { "🫲" }
    /// 🫷
    public static var leftwardsPushingHand: String { "🫷" }
    /// 🦵
    public static var leg: String { "🦵" }
    /// 🍋
    public static var lemon: String { "🍋" }
    /// ♌
    public static var leo: String { "♌" }
    /// 🐆
    public static var leopard: String { "🐆" }
    /// 🎚️
    public static var levelSlider: String { "🎚️" }
    /// ♎
    public static var libra: String { "♎" }
    /// 🩵
    public static var lightBlueHeart: String { "🩵" }
    /// 💡
    public static var lightBulb: String { "💡" }
    /// 🚈
    public static var lightRail: String { "🚈" }
    /// 🍋‍🟩
    public static var lime: String { "🍋‍🟩" }
    /// 🔗
    public static var link: String { "🔗" }
    /// 🖇️
    public static var linkedPaperclips: String { "🖇️" }
    /// 🦁
    public static var lion: String { "🦁" }
    /// 💄
    public static var lipstick: String { "💄" }
    /// 🚮
    public static var litterInBinSign: String { "🚮" }
    /// 🦎
    public static var lizard: String { "🦎" }
    /// 🦙
    public static var llama: String { "🦙" }
    /// 🦞
    public static var lobster: String { "🦞" }
    /// 🔒
    public static var locked: String { "🔒" }
    /// 🔐
    public static var lockedWithKey: String { "🔐" }
    /// 🔏
    public static var lockedWithPen: String { "🔏" }
    /// 🚂
    public static var locomotive: String { "🚂" }
    /// 🍭
    public static var lollipop: String { "🍭" }
    /// 🪘
    public static var longDrum: String { "🪘" }
    /// 🧴
    public static var lotionBottle: String { "🧴" }
    /// 🪷
    public static var lotus: String { "🪷" }
    /// 😭
    public static var loudlyCryingFace: String { "😭" }
    /// 📢
    public static var loudspeaker: String { "📢" }
    /// 🏩
    public static var loveHotel: String { "🏩" }
    /// 💌
    public static var loveLetter: String { "💌" }
    /// 🤟
    public static var loveYouGesture: String { "🤟" }
    /// 🪫
    public static var lowBattery: String { "🪫" }
    /// 🧳
    public static var luggage: String { "🧳" }
    /// 🫁
    public static var lungs: String { "🫁" }
    /// 🤥
    public static var lyingFace: String { "🤥" }
    /// 🧙
    public static var mage: String { "🧙" }
    /// 🪄
    public static var magicWand: String { "🪄" }
    /// 🧲
    public static var magnet: String { "🧲" }
    /// 🔍
    public static var magnifyingGlassTiltedLeft: String { "🔍" }
    /// 🔎
    public static var magnifyingGlassTiltedRight: String { "🔎" }
    /// 🀄
    public static var mahjongRedDragon: String { "🀄" }
    /// ♂️
    public static var maleSign: String { "♂️" }
    /// 🦣
    public static var mammoth: String { "🦣" }
    /// 👨
    public static var man: String { "👨" }
    /// 👨‍🎨
    public static var manArtist: String { "👨‍🎨" }
    /// 👨‍🚀
    public static var manAstronaut: String { "👨‍🚀" }
    /// 👨‍🦲
    public static var manBald: String { "👨‍🦲" }
    /// 🧔‍♂️
    public static var manBeard: String { "🧔‍♂️" }
    /// 🚴‍♂️
    public static var manBiking: String { "🚴‍♂️" }
    /// 👱‍♂️
    public static var manBlondHair: String { "👱‍♂️" }
    /// ⛹️‍♂️
    public static var manBouncingBall: String { "⛹️‍♂️" }
    /// 🙇‍♂️
    public static var manBowing: String { "🙇‍♂️" }
    /// 🤸‍♂️
    public static var manCartwheeling: String { "🤸‍♂️" }
    /// 🧗‍♂️
    public static var manClimbing: String { "🧗‍♂️" }
    /// 👷‍♂️
    public static var manConstructionWorker: String { "👷‍♂️" }
    /// 👨‍🍳
    public static var manCook: String { "👨‍🍳" }
    /// 👨‍🦱
    public static var manCurlyHair: String { "👨‍🦱" }
    /// 🕺
    public static var manDancing: String { "🕺" }
    /// 🕵️‍♂️
    public static var manDetective: String { "🕵️‍♂️" }
    /// 🧝‍♂️
    public static var manElf: String { "🧝‍♂️" }
    /// 🤦‍♂️
    public static var manFacepalming: String { "🤦‍♂️" }
    /// 👨‍🏭
    public static var manFactoryWorker: String { "👨‍🏭" }
    /// 🧚‍♂️
    public static var manFairy: String { "🧚‍♂️" }
    /// 👨‍🌾
    public static var manFarmer: String { "👨‍🌾" }
    /// 👨‍🍼
    public static var manFeedingBaby: String { "👨‍🍼" }
    /// 👨‍🚒
    public static var manFirefighter: String { "👨‍🚒" }
    /// 🙍‍♂️
    public static var manFrowning: String { "🙍‍♂️" }
    /// 🧞‍♂️
    public static var manGenie: String { "🧞‍♂️" }
    /// 🙅‍♂️
    public static var manGesturingNo: String { "🙅‍♂️" }
    /// 🙆‍♂️
    public static var manGesturingOk: String { "🙆‍♂️" }
    /// 💇‍♂️
    public static var manGettingHaircut: String { "💇‍♂️" }
    /// 💆‍♂️
    public static var manGettingMassage: String { "💆‍♂️" }
    /// 🥭
    public static var mango: String { "🥭" }
    /// 🏌️‍♂️
    public static var manGolfing: String { "🏌️‍♂️" }
    /// 💂‍♂️
    public static var manGuard: String { "💂‍♂️" }
    /// 👨‍⚕️
    public static var manHealthWorker: String { "👨‍⚕️" }
    /// 🧘‍♂️
    public static var manInLotusPosition: String { "🧘‍♂️" }
    /// 👨‍🦽
    public static var manInManualWheelchair: String { "👨‍🦽" }
    /// 👨‍🦽‍➡️
    public static var manInManualWheelchairFacingRight: String { "👨‍🦽‍➡️" }
    /// 👨‍🦼
    public static var manInMotorizedWheelchair: String { "👨‍🦼" }
    /// 👨‍🦼‍➡️
    public static var manInMotorizedWheelchairFacingRight: String { "👨‍🦼‍➡️" }
    /// 🧖‍♂️
    public static var manInSteamyRoom: String { "🧖‍♂️" }
    /// 🤵‍♂️
    public static var manInTuxedo: String { "🤵‍♂️" }
    /// 👨‍⚖️
    public static var manJudge: String { "👨‍⚖️" }
    /// 🤹‍♂️
    public static var manJuggling: String { "🤹‍♂️" }
    /// 🧎‍♂️
    public static var manKneeling: String { "🧎‍♂️" }
    /// 🧎‍♂️‍➡️
    public static var manKneelingFacingRight: String { "🧎‍♂️‍➡️" }
    /// 🏋️‍♂️
    public static var manLiftingWeights: String { "🏋️‍♂️" }
    /// 🧙‍♂️
    public static var manMage: String { "🧙‍♂️" }
    /// 👨‍🔧
    public static var manMechanic: String { "👨‍🔧" }
    /// 🚵‍♂️
    public static var manMountainBiking: String { "🚵‍♂️" }
    /// 👨‍💼
    public static var manOfficeWorker: String { "👨‍💼" }
    /// 👨‍✈️
    public static var manPilot: String { "👨‍✈️" }
    /// 🤾‍♂️
    public static var manPlayingHandball: String { "🤾‍♂️" }
    /// 🤽‍♂️
    public static var manPlayingWaterPolo: String { "🤽‍♂️" }
    /// 👮‍♂️
    public static var manPoliceOfficer: String { "👮‍♂️" }
    /// 🙎‍♂️
    public static var manPouting: String { "🙎‍♂️" }
    /// 🙋‍♂️
    public static var manRaisingHand: String { "🙋‍♂️" }
    /// 👨‍🦰
    public static var manRedHair: String { "👨‍🦰" }
    /// 🚣‍♂️
    public static var manRowingBoat: String { "🚣‍♂️" }
    /// 🏃‍♂️
    public static var manRunning: String { "🏃‍♂️" }
    /// 🏃‍♂️‍➡️
    public static var manRunningFacingRight: String { "🏃‍♂️‍➡️" }
    /// 👨‍🔬
    public static var manScientist: String { "👨‍🔬" }
    /// 🤷‍♂️
    public static var manShrugging: String { "🤷‍♂️" }
    /// 👨‍🎤
    public static var manSinger: String { "👨‍🎤" }
    /// 👞
    public static var manSShoe: String { "👞" }
    /// 🧍‍♂️
    public static var manStanding: String { "🧍‍♂️" }
    /// 👨‍🎓
    public static var manStudent: String { "👨‍🎓" }
    /// 🦸‍♂️
    public static var manSuperhero: String { "🦸‍♂️" }
    /// 🦹‍♂️
    public static var manSupervillain: String { "🦹‍♂️" }
    /// 🏄‍♂️
    public static var manSurfing: String { "🏄‍♂️" }
    /// 🏊‍♂️
    public static var manSwimming: String { "🏊‍♂️" }
    /// 👨‍🏫
    public static var manTeacher: String { "👨‍🏫" }
    /// 👨‍💻
    public static var manTechnologist: String { "👨‍💻" }
    /// 🕰️
    public static var mantelpieceClock: String { "🕰️" }
    /// 💁‍♂️
    public static var manTippingHand: String { "💁‍♂️" }
    /// 🦽
    public static var manualWheelchair: String { "🦽" }
    /// 🧛‍♂️
    public static var manVampire: String { "🧛‍♂️" }
    /// 🚶‍♂️
    public static var manWalking: String { "🚶‍♂️" }
    /// 🚶‍♂️‍➡️
    public static var manWalkingFacingRight: String { "🚶‍♂️‍➡️" }
    /// 👳‍♂️
    public static var manWearingTurban: String { "👳‍♂️" }
    /// 👨‍🦳
    public static var manWhiteHair: String { "👨‍🦳" }
    /// 👰‍♂️
    public static var manWithVeil: String { "👰‍♂️" }
    /// 👨‍🦯
    public static var manWithWhiteCane: String { "👨‍🦯" }
    /// 👨‍🦯‍➡️
    public static var manWithWhiteCaneFacingRight: String { "👨‍🦯‍➡️" }
    /// 🧟‍♂️
    public static var manZombie: String { "🧟‍♂️" }
    /// 🍁
    public static var mapleLeaf: String { "🍁" }
    /// 🗾
    public static var mapOfJapan: String { "🗾" }
    /// 🪇
    public static var maracas: String { "🪇" }
    /// 🥋
    public static var martialArtsUniform: String { "🥋" }
    /// 🧉
    public static var mate: String { "🧉" }
    /// 🍖
    public static var meatOnBone: String { "🍖" }
    /// 🧑‍🔧
    public static var mechanic: String { "🧑‍🔧" }
    /// 🦾
    public static var mechanicalArm: String { "🦾" }
    /// 🦿
    public static var mechanicalLeg: String { "🦿" }
    /// ⚕️
    public static var medicalSymbol: String { "⚕️" }
    /// 📣
    public static var megaphone: String { "📣" }
    /// 🍈
    public static var melon: String { "🍈" }
    /// 🫠
    public static var meltingFace: String { "🫠" }
    /// 📝
    public static var memo: String { "📝" }
    /// ❤️‍🩹
    public static var mendingHeart: String { "❤️‍🩹" }
    /// 👬
    public static var menHoldingHands: String { "👬" }
    /// 🕎
    public static var menorah: String { "🕎" }
    /// 🚹
    public static var menSRoom: String { "🚹" }
    /// 👯‍♂️
    public static var menWithBunnyEars: String { "👯‍♂️" }
    /// 🤼‍♂️
    public static var menWrestling: String { "🤼‍♂️" }
    /// 🧜‍♀️
    public static var mermaid: String { "🧜‍♀️" }
    /// 🧜‍♂️
    public static var merman: String { "🧜‍♂️" }
    /// 🧜
    public static var merperson: String { "🧜" }
    /// 🚇
    public static var metro: String { "🚇" }
    /// 🦠
    public static var microbe: String { "🦠" }
    /// 🎤
    public static var microphone: String { "🎤" }
    /// 🔬
    public static var microscope: String { "🔬" }
    /// 🖕
    public static var middleFinger: String { "🖕" }
    /// 🪖
    public static var militaryHelmet: String { "🪖" }
    /// 🎖️
    public static var militaryMedal: String { "🎖️" }
    /// 🌌
    public static var milkyWay: String { "🌌" }
    /// 🚐
    public static var minibus: String { "🚐" }
    /// ➖
    public static var minus: String { "➖" }
    /// 🪞
    public static var mirror: String { "🪞" }
    /// 🪩
    public static var mirrorBall: String { "🪩" }
    /// 🗿
    public static var moai: String { "🗿" }
    /// 📱
    public static var mobilePhone: String { "📱" }
    /// 📴
    public static var mobilePhoneOff: String { "📴" }
    /// 📲
    public static var mobilePhoneWithArrow: String { "📲" }
    /// 💰
    public static var moneyBag: String { "💰" }
    /// 🤑
    public static var moneyMouthFace: String { "🤑" }
    /// 💸
    public static var moneyWithWings: String { "💸" }
    /// 🐒
    public static var monkey: String { "🐒" }
    /// 🐵
    public static var monkeyFace: String { "🐵" }
    /// 🚝
    public static var monorail: String { "🚝" }
    /// 🥮
    public static var moonCake: String { "🥮" }
    /// 🎑
    public static var moonViewingCeremony: String { "🎑" }
    /// 🫎
    public static var moose: String { "🫎" }
    /// 🕌
    public static var mosque: String { "🕌" }
    /// 🦟
    public static var mosquito: String { "🦟" }
    /// 🛥️
    public static var motorBoat: String { "🛥️" }
    /// 🏍️
    public static var motorcycle: String { "🏍️" }
    /// 🦼
    public static var motorizedWheelchair: String { "🦼" }
    /// 🛵
    public static var motorScooter: String { "🛵" }
    /// 🛣️
    public static var motorway: String { "🛣️" }
    /// ⛰️
    public static var mountain: String { "⛰️" }
    /// 🚠
    public static var mountainCableway: String { "🚠" }
    /// 🚞
    public static var mountainRailway: String { "🚞" }
    /// 🗻
    public static var mountFuji: String { "🗻" }
    /// 🐁
    public static var mouse: String { "🐁" }
    /// 🐭
    public static var mouseFace: String { "🐭" }
    /// 🪤
    public static var mouseTrap: String { "🪤" }
    /// 👄
    public static var mouth: String { "👄" }
    /// 🎥
    public static var movieCamera: String { "🎥" }
    /// 🤶
    public static var mrsClaus: String { "🤶" }
    /// ✖️
    public static var multiply: String { "✖️" }
    /// 🍄
    public static var mushroom: String { "🍄" }
    /// 🎹
    public static var musicalKeyboard: String { "🎹" }
    /// 🎵
    public static var musicalNote: String { "🎵" }
    /// 🎶
    public static var musicalNotes: String { "🎶" }
    /// 🎼
    public static var musicalScore: String { "🎼" }
    /// 🔇
    public static var mutedSpeaker: String { "🔇" }
    /// 🧑‍🎄
    public static var mxClaus: String { "🧑‍🎄" }
    /// 💅
    public static var nailPolish: String { "💅" }
    /// 📛
    public static var nameBadge: String { "📛" }
    /// 🏞️
    public static var nationalPark: String { "🏞️" }
    /// 🤢
    public static var nauseatedFace: String { "🤢" }
    /// 🧿
    public static var nazarAmulet: String { "🧿" }
    /// 👔
    public static var necktie: String { "👔" }
    /// 🤓
    public static var nerdFace: String { "🤓" }
    /// 🪆
    public static var nestingDolls: String { "🪆" }
    /// 🪺
    public static var nestWithEggs: String { "🪺" }
    /// 😐
    public static var neutralFace: String { "😐" }
    /// 🆕
    public static var newButton: String { "🆕" }
    /// 🌑
    public static var newMoon: String { "🌑" }
    /// 🌚
    public static var newMoonFace: String { "🌚" }
    /// 📰
    public static var newspaper: String { "📰" }
    /// ⏭️
    public static var nextTrackButton: String { "⏭️" }
    /// 🆖
    public static var ngButton: String { "🆖" }
    /// 🌃
    public static var nightWithStars: String { "🌃" }
    /// 🕘
    public static var nineOClock: String { "🕘" }
    /// 🕤
    public static var nineThirty: String { "🕤" }
    /// 🥷
    public static var ninja: String { "🥷" }
    /// 🚳
    public static var noBicycles: String { "🚳" }
    /// ⛔
    public static var noEntry: String { "⛔" }
    /// 🚯
    public static var noLittering: String { "🚯" }
    /// 📵
    public static var noMobilePhones: String { "📵" }
    /// 🚱
    public static var nonPotableWater: String { "🚱" }
    /// 🔞
    public static var noOneUnderEighteen: String { "🔞" }
    /// 🚷
    public static var noPedestrians: String { "🚷" }
    /// 👃
    public static var nose: String { "👃" }
    /// 🚭
    public static var noSmoking: String { "🚭" }
    /// 📓
    public static var notebook: String { "📓" }
    /// 📔
    public static var notebookWithDecorativeCover: String { "📔" }
    /// 🔩
    public static var nutAndBolt: String { "🔩" }
    /// 🅾️
    public static var oButton: String { "🅾️" }
    /// 🐙
    public static var octopus: String { "🐙" }
    /// 🍢
    public static var oden: String { "🍢" }
    /// 🏢
    public static var officeBuilding: String { "🏢" }
    /// 🧑‍💼
    public static var officeWorker: String { "🧑‍💼" }
    /// 👹
    public static var ogre: String { "👹" }
    /// 🛢️
    public static var oilDrum: String { "🛢️" }
    /// 🆗
    public static var okButton: String { "🆗" }
    /// 👌
    public static var okHand: String { "👌" }
    /// 🧓
    public static var olderPerson: String { "🧓" }
    /// 🗝️
    public static var oldKey: String { "🗝️" }
    /// 👴
    public static var oldMan: String { "👴" }
    /// 👵
    public static var oldWoman: String { "👵" }
    /// 🫒
    public static var olive: String { "🫒" }
    /// 🕉️
    public static var om: String { "🕉️" }
    /// 🔛
    public static var onArrow: String { "🔛" }
    /// 🚘
    public static var oncomingAutomobile: String { "🚘" }
    /// 🚍
    public static var oncomingBus: String { "🚍" }
    /// 👊
    public static var oncomingFist: String { "👊" }
    /// 🚔
    public static var oncomingPoliceCar: String { "🚔" }
    /// 🚖
    public static var oncomingTaxi: String { "🚖" }
    /// 🕐
    public static var oneOClock: String { "🕐" }
    /// 🩱
    public static var onePieceSwimsuit: String { "🩱" }
    /// 🕜
    public static var oneThirty: String { "🕜" }
    /// 🧅
    public static var onion: String { "🧅" }
    /// 📖
    public static var openBook: String { "📖" }
    /// 📂
    public static var openFileFolder: String { "📂" }
    /// 👐
    public static var openHands: String { "👐" }
    /// 📭
    public static var openMailboxWithLoweredFlag: String { "📭" }
    /// 📬
    public static var openMailboxWithRaisedFlag: String { "📬" }
    /// ⛎
    public static var ophiuchus: String { "⛎" }
    /// 💿
    public static var opticalDisk: String { "💿" }
    /// 📙
    public static var orangeBook: String { "📙" }
    /// 🟠
    public static var orangeCircle: String { "🟠" }
    /// 🧡
    public static var orangeHeart: String { "🧡" }
    /// 🟧
    public static var orangeSquare: String { "🟧" }
    /// 🦧
    public static var orangutan: String { "🦧" }
    /// 🫍
    public static var orca: String { "🫍" }
    /// ☦️
    public static var orthodoxCross: String { "☦️" }
    /// 🦦
    public static var otter: String { "🦦" }
    /// 📤
    public static var outboxTray: String { "📤" }
    /// 🦉
    public static var owl: String { "🦉" }
    /// 🐂
    public static var ox: String { "🐂" }
    /// 🦪
    public static var oyster: String { "🦪" }
    /// 📦
    public static var package_: String { "📦" }
    /// 📄
    public static var pageFacingUp: String { "📄" }
    /// 📟
    public static var pager: String { "📟" }
    /// 📃
    public static var pageWithCurl: String { "📃" }
    /// 🖌️
    public static var paintbrush: String { "🖌️" }
    /// 🫳
    public static var palmDownHand: String { "🫳" }
    /// 🤲
    public static var palmsUpTogether: String { "🤲" }
    /// 🌴
    public static var palmTree: String { "🌴" }
    /// 🫴
    public static var palmUpHand: String { "🫴" }
    /// 🥞
    public static var pancakes: String { "🥞" }
    /// 🐼
    public static var panda: String { "🐼" }
    /// 📎
    public static var paperclip: String { "📎" }
    /// 🪂
    public static var parachute: String { "🪂" }
    /// 🦜
    public static var parrot: String { "🦜" }
    /// 〽️
    public static var partAlternationMark: String { "〽️" }
    /// 🥳
    public static var partyingFace: String { "🥳" }
    /// 🎉
    public static var partyPopper: String { "🎉" }
    /// 🛳️
    public static var passengerShip: String { "🛳️" }
    /// 🛂
    public static var passportControl: String { "🛂" }
    /// ⏸️
    public static var pauseButton: String { "⏸️" }
    /// 🐾
    public static var pawPrints: String { "🐾" }
    /// 🅿️
    public static var pButton: String { "🅿️" }
    /// ☮️
    public static var peaceSymbol: String { "☮️" }
    /// 🍑
    public static var peach: String { "🍑" }
    /// 🦚
    public static var peacock: String { "🦚" }
    /// 🥜
    public static var peanuts: String { "🥜" }
    /// 🫛
    public static var peaPod: String { "🫛" }
    /// 🍐
    public static var pear: String { "🍐" }
    /// 🖊️
    public static var pen: String { "🖊️" }
    /// ✏️
    public static var pencil: String { "✏️" }
    /// 🐧
    public static var penguin: String { "🐧" }
    /// 😔
    public static var pensiveFace: String { "😔" }
    /// 🧑‍🤝‍🧑
    public static var peopleHoldingHands: String { "🧑‍🤝‍🧑" }
    /// 🫂
    public static var peopleHugging: String { "🫂" }
    /// 👯
    public static var peopleWithBunnyEars: String { "👯" }
    /// 🤼
    public static var peopleWrestling: String { "🤼" }
    /// 🎭
    public static var performingArts: String { "🎭" }
    /// 😣
    public static var perseveringFace: String { "😣" }
    /// 🧑
    public static var person: String { "🧑" }
    /// 🧑‍🦲
    public static var personBald: String { "🧑‍🦲" }
    /// 🧔
    public static var personBeard: String { "🧔" }
    /// 🚴
    public static var personBiking: String { "🚴" }
    /// 👱
    public static var personBlondHair: String { "👱" }
    /// ⛹️
    public static var personBouncingBall: String { "⛹️" }
    /// 🙇
    public static var personBowing: String { "🙇" }
    /// 🤸
    public static var personCartwheeling: String { "🤸" }
    /// 🧗
    public static var personClimbing: String { "🧗" }
    /// 🧑‍🦱
    public static var personCurlyHair: String { "🧑‍🦱" }
    /// 🤦
    public static var personFacepalming: String { "🤦" }
    /// 🧑‍🍼
    public static var personFeedingBaby: String { "🧑‍🍼" }
    /// 🤺
    public static var personFencing: String { "🤺" }
    /// 🙍
    public static var personFrowning: String { "🙍" }
    /// 🙅
    public static var personGesturingNo: String { "🙅" }
    /// 🙆
    public static var personGesturingOk: String { "🙆" }
    /// 💇
    public static var personGettingHaircut: String { "💇" }
    /// 💆
    public static var personGettingMassage: String { "💆" }
    /// 🏌️
    public static var personGolfing: String { "🏌️" }
    /// 🛌
    public static var personInBed: String { "🛌" }
    /// 🧘
    public static var personInLotusPosition: String { "🧘" }
    /// 🧑‍🦽
    public static var personInManualWheelchair: String { "🧑‍🦽" }
    /// 🧑‍🦽‍➡️
    public static var personInManualWheelchairFacingRight: String { "🧑‍🦽‍➡️" }
    /// 🧑‍🦼
    public static var personInMotorizedWheelchair: String { "🧑‍🦼" }
    /// 🧑‍🦼‍➡️
    public static var personInMotorizedWheelchairFacingRight: String { "🧑‍🦼‍➡️" }
    /// 🧖
    public static var personInSteamyRoom: String { "🧖" }
    /// 🕴️
    public static var personInSuitLevitating: String { "🕴️" }
    /// 🤵
    public static var personInTuxedo: String { "🤵" }
    /// 🤹
    public static var personJuggling: String { "🤹" }
    /// 🧎
    public static var personKneeling: String { "🧎" }
    /// 🧎‍➡️
    public static var personKneelingFacingRight: String { "🧎‍➡️" }
    /// 🏋️
    public static var personLiftingWeights: String { "🏋️" }
    /// 🚵
    public static var personMountainBiking: String { "🚵" }
    /// 🤾
    public static var personPlayingHandball: String { "🤾" }
    /// 🤽
    public static var personPlayingWaterPolo: String { "🤽" }
    /// 🙎
    public static var personPouting: String { "🙎" }
    /// 🙋
    public static var personRaisingHand: String { "🙋" }
    /// 🧑‍🦰
    public static var personRedHair: String { "🧑‍🦰" }
    /// 🚣
    public static var personRowingBoat: String { "🚣" }
    /// 🏃
    public static var personRunning: String { "🏃" }
    /// 🏃‍➡️
    public static var personRunningFacingRight: String { "🏃‍➡️" }
    /// 🤷
    public static var personShrugging: String { "🤷" }
    /// 🧍
    public static var personStanding: String { "🧍" }
    /// 🏄
    public static var personSurfing: String { "🏄" }
    /// 🏊
    public static var personSwimming: String { "🏊" }
    /// 🛀
    public static var personTakingBath: String { "🛀" }
    /// 💁
    public static var personTippingHand: String { "💁" }
    /// 🚶
    public static var personWalking: String { "🚶" }
    /// 🚶‍➡️
    public static var personWalkingFacingRight: String { "🚶‍➡️" }
    /// 👳
    public static var personWearingTurban: String { "👳" }
    /// 🧑‍🦳
    public static var personWhiteHair: String { "🧑‍🦳" }
    /// 🫅
    public static var personWithCrown: String { "🫅" }
    /// 👲
    public static var personWithSkullcap: String { "👲" }
    /// 👰
    public static var personWithVeil: String { "👰" }
    /// 🧑‍🦯
    public static var personWithWhiteCane: String { "🧑‍🦯" }
    /// 🧑‍🦯‍➡️
    public static var personWithWhiteCaneFacingRight: String { "🧑‍🦯‍➡️" }
    /// 🧫
    public static var petriDish: String { "🧫" }
    /// 🐦‍🔥
    public static var phoenix: String { "🐦‍🔥" }
    /// ⛏️
    public static var pick: String { "⛏️" }
    /// 🛻
    public static var pickupTruck: String { "🛻" }
    /// 🥧
    public static var pie: String { "🥧" }
    /// 🐖
    public static var pig: String { "🐖" }
    /// 🐷
    public static var pigFace: String { "🐷" }
    /// 🐽
    public static var pigNose: String { "🐽" }
    /// 💩
    public static var pileOfPoo: String { "💩" }
    /// 💊
    public static var pill: String { "💊" }
    /// 🧑‍✈️
    public static var pilot: String { "🧑‍✈️" }
    /// 🪅
    public static var pinata: String { "🪅" }
    /// 🤌
    public static var pinchedFingers: String { "🤌" }
    /// 🤏
    public static var pinchingHand: String { "🤏" }
    /// 🍍
    public static var pineapple: String { "🍍" }
    /// 🎍
    public static var pineDecoration: String { "🎍" }
    /// 🏓
    public static var pingPong: String { "🏓" }
    /// 🩷
    public static var pinkHeart: String { "🩷" }
    /// 🏴‍☠️
    public static var pirateFlag: String { "🏴‍☠️" }
    /// ♓
    public static var pisces: String { "♓" }
    /// 🍕
    public static var pizza: String { "🍕" }
    /// 🪧
    public static var placard: String { "🪧" }
    /// 🛐
    public static var placeOfWorship: String { "🛐" }
    /// ▶️
    public static var playButton: String { "▶️" }
    /// 🛝
    public static var playgroundSlide: String { "🛝" }
    /// ⏯️
    public static var playOrPauseButton: String { "⏯️" }
    /// 🥺
    public static var pleadingFace: String { "🥺" }
    /// 🪠
    public static var plunger: String { "🪠" }
    /// ➕
    public static var plus: String { "➕" }
    /// 🐻‍❄️
    public static var polarBear: String { "🐻‍❄️" }
    /// 🚓
    public static var policeCar: String { "🚓" }
    /// 🚨
    public static var policeCarLight: String { "🚨" }
    /// 👮
    public static var policeOfficer: String { "👮" }
    /// 🐩
    public static var poodle: String { "🐩" }
    /// 🎱
    public static var pool8Ball: String { "🎱" }
    /// 🍿
    public static var popcorn: String { "🍿" }
    /// 📯
    public static var postalHorn: String { "📯" }
    /// 📮
    public static var postbox: String { "📮" }
    /// 🏤
    public static var postOffice: String { "🏤" }
    /// 🚰
    public static var potableWater: String { "🚰" }
    /// 🥔
    public static var potato: String { "🥔" }
    /// 🍲
    public static var potOfFood: String { "🍲" }
    /// 🪴
    public static var pottedPlant: String { "🪴" }
    /// 🍗
    public static var poultryLeg: String { "🍗" }
    /// 💷
    public static var poundBanknote: String { "💷" }
    /// 🫗
    public static var pouringLiquid: String { "🫗" }
    /// 😾
    public static var poutingCat: String { "😾" }
    /// 📿
    public static var prayerBeads: String { "📿" }
    /// 🫃
    public static var pregnantMan: String { "🫃" }
    /// 🫄
    public static var pregnantPerson: String { "🫄" }
    /// 🤰
    public static var pregnantWoman: String { "🤰" }
    /// 🥨
    public static var pretzel: String { "🥨" }
    /// 🤴
    public static var prince: String { "🤴" }
    /// 👸
    public static var princess: String { "👸" }
    /// 🖨️
    public static var printer: String { "🖨️" }
    /// 🚫
    public static var prohibited: String { "🚫" }
    /// 🟣
    public static var purpleCircle: String { "🟣" }
    /// 💜
    public static var purpleHeart: String { "💜" }
    /// 🟪
    public static var purpleSquare: String { "🟪" }
    /// 👛
    public static var purse: String { "👛" }
    /// 📌
    public static var pushpin: String { "📌" }
    /// 🧩
    public static var puzzlePiece: String { "🧩" }
    /// 🐇
    public static var rabbit: String { "🐇" }
    /// 🐰
    public static var rabbitFace: String { "🐰" }
    /// 🦝
    public static var raccoon: String { "🦝" }
    /// 🏎️
    public static var racingCar: String { "🏎️" }
    /// 📻
    public static var radio: String { "📻" }
    /// ☢️
    public static var radioactive: String { "☢️" }
    /// 🔘
    public static var radioButton: String { "🔘" }
    /// 🚃
    public static var railwayCar: String { "🚃" }
    /// 🛤️
    public static var railwayTrack: String { "🛤️" }
    /// 🌈
    public static var rainbow: String { "🌈" }
    /// 🏳️‍🌈
    public static var rainbowFlag: String { "🏳️‍🌈" }
    /// 🤚
    public static var raisedBackOfHand: String { "🤚" }
    /// ✊
    public static var raisedFist: String { "✊" }
    /// ✋
    public static var raisedHand: String { "✋" }
    /// 🙌
    public static var raisingHands: String { "🙌" }
    /// 🐏
    public static var ram: String { "🐏" }
    /// 🐀
    public static var rat: String { "🐀" }
    /// 🪒
    public static var razor: String { "🪒" }
    /// 🧾
    public static var receipt: String { "🧾" }
    /// ⏺️
    public static var recordButton: String { "⏺️" }
    /// ♻️
    public static var recyclingSymbol: String { "♻️" }
    /// 🍎
    public static var redApple: String { "🍎" }
    /// 🔴
    public static var redCircle: String { "🔴" }
    /// 🧧
    public static var redEnvelope: String { "🧧" }
    /// ❗
    public static var redExclamationMark: String { "❗" }
    /// ❤️
    public static var redHeart: String { "❤️" }
    /// 🏮
    public static var redPaperLantern: String { "🏮" }
    /// ❓
    public static var redQuestionMark: String { "❓" }
    /// 🟥
    public static var redSquare: String { "🟥" }
    /// 🔻
    public static var redTrianglePointedDown: String { "🔻" }
    /// 🔺
    public static var redTrianglePointedUp: String { "🔺" }
    /// ®️
    public static var registered: String { "®️" }
    /// 😌
    public static var relievedFace: String { "😌" }
    /// 🎗️
    public static var reminderRibbon: String { "🎗️" }
    /// 🔁
    public static var repeatButton: String { "🔁" }
    /// 🔂
    public static var repeatSingleButton: String { "🔂" }
    /// ⛑️
    public static var rescueWorkerSHelmet: String { "⛑️" }
    /// 🚻
    public static var restroom: String { "🚻" }
    /// ◀️
    public static var reverseButton: String { "◀️" }
    /// 💞
    public static var revolvingHearts: String { "💞" }
    /// 🦏
    public static var rhinoceros: String { "🦏" }
    /// 🎀
    public static var ribbon: String { "🎀" }
    /// 🍙
    public static var riceBall: String { "🍙" }
    /// 🍘
    public static var riceCracker: String { "🍘" }
    /// 🗯️
    public static var rightAngerBubble: String { "🗯️" }
    /// ➡️
    public static var rightArrow: String { "➡️" }
    /// ⤵️
    public static var rightArrowCurvingDown: String { "⤵️" }
    /// ↩️
    public static var rightArrowCurvingLeft: String { "↩️" }
    /// ⤴️
    public static var rightArrowCurvingUp: String { "⤴️" }
    /// 🤜
    public static var rightFacingFist: String { "🤜" }
    /// 🫱
    public static var rightwardsHand: String { "🫱" }
    /// 🫸
    public static var rightwardsPushingHand: String { "🫸" }
    /// 💍
    public static var ring: String { "💍" }
    /// 🛟
    public static var ringBuoy: String { "🛟" }
    /// 🪐
    public static var ringedPlanet: String { "🪐" }
    /// 🍠
    public static var roastedSweetPotato: String { "🍠" }
    /// 🤖
    public static var robot: String { "🤖" }
    /// 🪨
    public static var rock: String { "🪨" }
    /// 🚀
    public static var rocket: String { "🚀" }
    /// 🗞️
    public static var rolledUpNewspaper: String { "🗞️" }
    /// 🎢
    public static var rollerCoaster: String { "🎢" }
    /// 🛼
    public static var rollerSkate: String { "🛼" }
    /// 🤣
    public static var rollingOnTheFloorLaughing: String { "🤣" }
    /// 🧻
    public static var rollOfPaper: String { "🧻" }
    /// 🐓
    public static var rooster: String { "🐓" }
    /// 🫜
    public static var rootVegetable: String { "🫜" }
    /// 🌹
    public static var rose: String { "🌹" }
    /// 🏵️
    public static var rosette: String { "🏵️" }
    /// 📍
    public static var roundPushpin: String { "📍" }
    /// 🏉
    public static var rugbyFootball: String { "🏉" }
    /// 🎽
    public static var runningShirt: String { "🎽" }
    /// 👟
    public static var runningShoe: String { "👟" }
    /// 😥
    public static var sadButRelievedFace: String { "😥" }
    /// 🧷
    public static var safetyPin: String { "🧷" }
    /// 🦺
    public static var safetyVest: String { "🦺" }
    /// ♐
    public static var sagittarius: String { "♐" }
    /// ⛵
    public static var sailboat: String { "⛵" }
    /// 🍶
    public static var sake: String { "🍶" }
    /// 🧂
    public static var salt: String { "🧂" }
    /// 🫡
    public static var salutingFace: String { "🫡" }
    /// 🥪
    public static var sandwich: String { "🥪" }
    /// 🎅
    public static var santaClaus: String { "🎅" }
    /// 🥻
    public static var sari: String { "🥻" }
    /// 🛰️
    public static var satellite: String { "🛰️" }
    /// 📡
    public static var satelliteAntenna: String { "📡" }
    /// 🦕
    public static var sauropod: String { "🦕" }
    /// 🎷
    public static var saxophone: String { "🎷" }
    /// 🧣
    public static var scarf: String { "🧣" }
    /// 🏫
    public static var school: String { "🏫" }
    /// 🧑‍🔬
    public static var scientist: String { "🧑‍🔬" }
    /// ✂️
    public static var scissors: String { "✂️" }
    /// ♏
    public static var scorpio: String { "♏" }
    /// 🦂
    public static var scorpion: String { "🦂" }
    /// 🪛
    public static var screwdriver: String { "🪛" }
    /// 📜
    public static var scroll: String { "📜" }
    /// 🦭
    public static var seal: String { "🦭" }
    /// 💺
    public static var seat: String { "💺" }
    /// 🌱
    public static var seedling: String { "🌱" }
    /// 🙈
    public static var seeNoEvilMonkey: String { "🙈" }
    /// 🤳
    public static var selfie: String { "🤳" }
    /// 🐕‍🦺
    public static var serviceDog: String { "🐕‍🦺" }
    /// 🕖
    public static var sevenOClock: String { "🕖" }
    /// 🕢
    public static var sevenThirty: String { "🕢" }
    /// 🪡
    public static var sewingNeedle: String { "🪡" }
    /// 🫨
    public static var shakingFace: String { "🫨" }
    /// 🥘
    public static var shallowPanOfFood: String { "🥘" }
    /// ☘️
    public static var shamrock: String { "☘️" }
    /// 🦈
    public static var shark: String { "🦈" }
    /// 🍧
    public static var shavedIce: String { "🍧" }
    /// 🌾
    public static var sheafOfRice: String { "🌾" }
    /// 🛡️
    public static var shield: String { "🛡️" }
    /// ⛩️
    public static var shintoShrine: String { "⛩️" }
    /// 🚢
    public static var ship: String { "🚢" }
    /// 🌠
    public static var shootingStar: String { "🌠" }
    /// 🛍️
    public static var shoppingBags: String { "🛍️" }
    /// 🛒
    public static var shoppingCart: String { "🛒" }
    /// 🍰
    public static var shortcake: String { "🍰" }
    /// 🩳
    public static var shorts: String { "🩳" }
    /// 🪏
    public static var shovel: String { "🪏" }
    /// 🚿
    public static var shower: String { "🚿" }
    /// 🦐
    public static var shrimp: String { "🦐" }
    /// 🔀
    public static var shuffleTracksButton: String { "🔀" }
    /// 🤫
    public static var shushingFace: String { "🤫" }
    /// 🤘
    public static var signOfTheHorns: String { "🤘" }
    /// 🧑‍🎤
    public static var singer: String { "🧑‍🎤" }
    /// 🕕
    public static var sixOClock: String { "🕕" }
    /// 🕡
    public static var sixThirty: String { "🕡" }
    /// 🛹
    public static var skateboard: String { "🛹" }
    /// ⛷️
    public static var skier: String { "⛷️" }
    /// 🎿
    public static var skis: String { "🎿" }
    /// 💀
    public static var skull: String { "💀" }
    /// ☠️
    public static var skullAndCrossbones: String { "☠️" }
    /// 🦨
    public static var skunk: String { "🦨" }
    /// 🛷
    public static var sled: String { "🛷" }
    /// 😴
    public static var sleepingFace: String { "😴" }
    /// 😪
    public static var sleepyFace: String { "😪" }
    /// 🙁
    public static var slightlyFrowningFace: String { "🙁" }
    /// 🙂
    public static var slightlySmilingFace: String { "🙂" }
    /// 🦥
    public static var sloth: String { "🦥" }
    /// 🎰
    public static var slotMachine: String { "🎰" }
    /// 🛩️
    public static var smallAirplane: String { "🛩️" }
    /// 🔹
    public static var smallBlueDiamond: String { "🔹" }
    /// 🔸
    public static var smallOrangeDiamond: String { "🔸" }
    /// 😻
    public static var smilingCatWithHeartEyes: String { "😻" }
    /// ☺️
    public static var smilingFace: String { "☺️" }
    /// 😇
    public static var smilingFaceWithHalo: String { "😇" }
    /// 😍
    public static var smilingFaceWithHeartEyes: String { "😍" }
    /// 🥰
    public static var smilingFaceWithHearts: String { "🥰" }
    /// 😈
    public static var smilingFaceWithHorns: String { "😈" }
    /// 🤗
    public static var smilingFaceWithOpenHands: String { "🤗" }
    /// 😊
    public static var smilingFaceWithSmilingEyes: String { "😊" }
    /// 😎
    public static var smilingFaceWithSunglasses: String { "😎" }
    /// 🥲
    public static var smilingFaceWithTear: String { "🥲" }
    /// 😏
    public static var smirkingFace: String { "😏" }
    /// 🐌
    public static var snail: String { "🐌" }
    /// 🐍
    public static var snake: String { "🐍" }
    /// 🤧
    public static var sneezingFace: String { "🤧" }
    /// 🏂
    public static var snowboarder: String { "🏂" }
    /// 🏔️
    public static var snowCappedMountain: String { "🏔️" }
    /// ❄️
    public static var snowflake: String { "❄️" }
    /// ☃️
    public static var snowman: String { "☃️" }
    /// ⛄
    public static var snowmanWithoutSnow: String { "⛄" }
    /// 🧼
    public static var soap: String { "🧼" }
    /// ⚽
    public static var soccerBall: String { "⚽" }
    /// 🧦
    public static var socks: String { "🧦" }
    /// 🥎
    public static var softball: String { "🥎" }
    /// 🍦
    public static var softIceCream: String { "🍦" }
    /// 🔜
    public static var soonArrow: String { "🔜" }
    /// 🆘
    public static var sosButton: String { "🆘" }
    /// ♠️
    public static var spadeSuit: String { "♠️" }
    /// 🍝
    public static var spaghetti: String { "🍝" }
    /// ❇️
    public static var sparkle: String { "❇️" }
    /// 🎇
    public static var sparkler: String { "🎇" }
    /// ✨
    public static var sparkles: String { "✨" }
    /// 💖
    public static var sparklingHeart: String { "💖" }
    /// 🔊
    public static var speakerHighVolume: String { "🔊" }
    /// 🔈
    public static var speakerLowVolume: String { "🔈" }
    /// 🔉
    public static var speakerMediumVolume: String { "🔉" }
    /// 🗣️
    public static var speakingHead: String { "🗣️" }
    /// 🙊
    public static var speakNoEvilMonkey: String { "🙊" }
    /// 💬
    public static var speechBalloon: String { "💬" }
    /// 🚤
    public static var speedboat: String { "🚤" }
    /// 🕷️
    public static var spider: String { "🕷️" }
    /// 🕸️
    public static var spiderWeb: String { "🕸️" }
    /// 🗓️
    public static var spiralCalendar: String { "🗓️" }
    /// 🗒️
    public static var spiralNotepad: String { "🗒️" }
    /// 🐚
    public static var spiralShell: String { "🐚" }
    /// 🫟
    public static var splatter: String { "🫟" }
    /// 🧽
    public static var sponge: String { "🧽" }
    /// 🥄
    public static var spoon: String { "🥄" }
    /// 🏅
    public static var sportsMedal: String { "🏅" }
    /// 🚙
    public static var sportUtilityVehicle: String { "🚙" }
    /// 🐳
    public static var spoutingWhale: String { "🐳" }
    /// 🦑
    public static var squid: String { "🦑" }
    /// 😝
    public static var squintingFaceWithTongue: String { "😝" }
    /// 🏟️
    public static var stadium: String { "🏟️" }
    /// ⭐
    public static var star: String { "⭐" }
    /// ☪️
    public static var starAndCrescent: String { "☪️" }
    /// ✡️
    public static var starOfDavid: String { "✡️" }
    /// 🤩
    public static var starStruck: String { "🤩" }
    /// 🚉
    public static var station: String { "🚉" }
    /// 🗽
    public static var statueOfLiberty: String { "🗽" }
    /// 🍜
    public static var steamingBowl: String { "🍜" }
    /// 🩺
    public static var stethoscope: String { "🩺" }
    /// ⏹️
    public static var stopButton: String { "⏹️" }
    /// 🛑
    public static var stopSign: String { "🛑" }
    /// ⏱️
    public static var stopwatch: String { "⏱️" }
    /// 📏
    public static var straightRuler: String { "📏" }
    /// 🍓
    public static var strawberry: String { "🍓" }
    /// 🧑‍🎓
    public static var student: String { "🧑‍🎓" }
    /// 🎙️
    public static var studioMicrophone: String { "🎙️" }
    /// 🥙
    public static var stuffedFlatbread: String { "🥙" }
    /// ☀️
    public static var sun: String { "☀️" }
    /// ⛅
    public static var sunBehindCloud: String { "⛅" }
    /// 🌥️
    public static var sunBehindLargeCloud: String { "🌥️" }
    /// 🌦️
    public static var sunBehindRainCloud: String { "🌦️" }
    /// 🌤️
    public static var sunBehindSmallCloud: String { "🌤️" }
    /// 🌻
    public static var sunflower: String { "🌻" }
    /// 🕶️
    public static var sunglasses: String { "🕶️" }
    /// 🌅
    public static var sunrise: String { "🌅" }
    /// 🌄
    public static var sunriseOverMountains: String { "🌄" }
    /// 🌇
    public static var sunset: String { "🌇" }
    /// 🌞
    public static var sunWithFace: String { "🌞" }
    /// 🦸
    public static var superhero: String { "🦸" }
    /// 🦹
    public static var supervillain: String { "🦹" }
    /// 🍣
    public static var sushi: String { "🍣" }
    /// 🚟
    public static var suspensionRailway: String { "🚟" }
    /// 🦢
    public static var swan: String { "🦢" }
    /// 💦
    public static var sweatDroplets: String { "💦" }
    /// 🕍
    public static var synagogue: String { "🕍" }
    /// 💉
    public static var syringe: String { "💉" }
    /// 🌮
    public static var taco: String { "🌮" }
    /// 🥡
    public static var takeoutBox: String { "🥡" }
    /// 🫔
    public static var tamale: String { "🫔" }
    /// 🎋
    public static var tanabataTree: String { "🎋" }
    /// 🍊
    public static var tangerine: String { "🍊" }
    /// ♉
    public static var taurus: String { "♉" }
    /// 🚕
    public static var taxi: String { "🚕" }
    /// 🧑‍🏫
    public static var teacher: String { "🧑‍🏫" }
    /// 🍵
    public static var teacupWithoutHandle: String { "🍵" }
    /// 🫖
    public static var teapot: String { "🫖" }
    /// 📆
    public static var tearOffCalendar: String { "📆" }
    /// 🧑‍💻
    public static var technologist: String { "🧑‍💻" }
    /// 🧸
    public static var teddyBear: String { "🧸" }
    /// ☎️
    public static var telephone: String { "☎️" }
    /// 📞
    public static var telephoneReceiver: String { "📞" }
    /// 🔭
    public static var telescope: String { "🔭" }
    /// 📺
    public static var television: String { "📺" }
    /// 🎾
    public static var tennis: String { "🎾" }
    /// 🕙
    public static var tenOClock: String { "🕙" }
    /// ⛺
    public static var tent: String { "⛺" }
    /// 🕥
    public static var tenThirty: String { "🕥" }
    /// 🧪
    public static var testTube: String { "🧪" }
    /// 🌡️
    public static var thermometer: String { "🌡️" }
    /// 🤔
    public static var thinkingFace: String { "🤔" }
    /// 🩴
    public static var thongSandal: String { "🩴" }
    /// 💭
    public static var thoughtBalloon: String { "💭" }
    /// 🧵
    public static var thread: String { "🧵" }
    /// 🕒
    public static var threeOClock: String { "🕒" }
    /// 🕞
    public static var threeThirty: String { "🕞" }
    /// 👎
    public static var thumbsDown: String { "👎" }
    /// 👍
    public static var thumbsUp: String { "👍" }
    /// 🎫
    public static var ticket: String { "🎫" }
    /// 🐅
    public static var tiger: String { "🐅" }
    /// 🐯
    public static var tigerFace: String { "🐯" }
    /// ⏲️
    public static var timerClock: String { "⏲️" }
    /// 😫
    public static var tiredFace: String { "😫" }
    /// 🚽
    public static var toilet: String { "🚽" }
    /// 🗼
    public static var tokyoTower: String { "🗼" }
    /// 🍅
    public static var tomato: String { "🍅" }
    /// 👅
    public static var tongue: String { "👅" }
    /// 🧰
    public static var toolbox: String { "🧰" }
    /// 🦷
    public static var tooth: String { "🦷" }
    /// 🪥
    public static var toothbrush: String { "🪥" }
    /// 🔝
    public static var topArrow: String { "🔝" }
    /// 🎩
    public static var topHat: String { "🎩" }
    /// 🌪️
    public static var tornado: String { "🌪️" }
    /// 🖲️
    public static var trackball: String { "🖲️" }
    /// 🚜
    public static var tractor: String { "🚜" }
    /// ™️
    public static var tradeMark: String { "™️" }
    /// 🚆
    public static var train: String { "🚆" }
    /// 🚊
    public static var tram: String { "🚊" }
    /// 🚋
    public static var tramCar: String { "🚋" }
    /// 🏳️‍⚧️
    public static var transgenderFlag: String { "🏳️‍⚧️" }
    /// ⚧️
    public static var transgenderSymbol: String { "⚧️" }
    /// 🪎
    public static var treasureChest: String { "🪎" }
    /// 🦖
    public static var tRex: String { "🦖" }
    /// 🚩
    public static var triangularFlag: String { "🚩" }
    /// 📐
    public static var triangularRuler: String { "📐" }
    /// 🔱
    public static var tridentEmblem: String { "🔱" }
    /// 🧌
    public static var troll: String { "🧌" }
    /// 🚎
    public static var trolleybus: String { "🚎" }
    /// 🪊
    public static var trombone: String { "🪊" }
    /// 🏆
    public static var trophy: String { "🏆" }
    /// 🍹
    public static var tropicalDrink: String { "🍹" }
    /// 🐠
    public static var tropicalFish: String { "🐠" }
    /// 🎺
    public static var trumpet: String { "🎺" }
    /// 👕
    public static var tShirt: String { "👕" }
    /// 🌷
    public static var tulip: String { "🌷" }
    /// 🥃
    public static var tumblerGlass: String { "🥃" }
    /// 🦃
    public static var turkey: String { "🦃" }
    /// 🐢
    public static var turtle: String { "🐢" }
    /// 🕛
    public static var twelveOClock: String { "🕛" }
    /// 🕧
    public static var twelveThirty: String { "🕧" }
    /// 💕
    public static var twoHearts: String { "💕" }
    /// 🐫
    public static var twoHumpCamel: String { "🐫" }
    /// 🕑
    public static var twoOClock: String { "🕑" }
    /// 🕝
    public static var twoThirty: String { "🕝" }
    /// ☂️
    public static var umbrella: String { "☂️" }
    /// ⛱️
    public static var umbrellaOnGround: String { "⛱️" }
    /// ☔
    public static var umbrellaWithRainDrops: String { "☔" }
    /// 😒
    public static var unamusedFace: String { "😒" }
    /// 🦄
    public static var unicorn: String { "🦄" }
    /// 🔓
    public static var unlocked: String { "🔓" }
    /// ⬆️
    public static var upArrow: String { "⬆️" }
    /// 🆙
    public static var upButton: String { "🆙" }
    /// ↕️
    public static var upDownArrow: String { "↕️" }
    /// ↖️
    public static var upLeftArrow: String { "↖️" }
    /// ↗️
    public static var upRightArrow: String { "↗️" }
    /// 🙃
    public static var upsideDownFace: String { "🙃" }
    /// 🔼
    public static var upwardsButton: String { "🔼" }
    /// 🧛
    public static var vampire: String { "🧛" }
    /// 🚦
    public static var verticalTrafficLight: String { "🚦" }
    /// 📳
    public static var vibrationMode: String { "📳" }
    /// ✌️
    public static var victoryHand: String { "✌️" }
    /// 📹
    public static var videoCamera: String { "📹" }
    /// 📼
    public static var videocassette: String { "📼" }
    /// 🎮
    public static var videoGame: String { "🎮" }
    /// 🎻
    public static var violin: String { "🎻" }
    /// ♍
    public static var virgo: String { "♍" }
    /// 🌋
    public static var volcano: String { "🌋" }
    /// 🏐
    public static var volleyball: String { "🏐" }
    /// 🆚
    public static var vsButton: String { "🆚" }
    /// 🖖
    public static var vulcanSalute: String { "🖖" }
    /// 🧇
    public static var waffle: String { "🧇" }
    /// 🌘
    public static var waningCrescentMoon: String { "🌘" }
    /// 🌖
    public static var waningGibbousMoon: String { "🌖" }
    /// ⚠️
    public static var warning: String { "⚠️" }
    /// 🗑️
    public static var wastebasket: String { "🗑️" }
    /// ⌚
    public static var watch: String { "⌚" }
    /// 🐃
    public static var waterBuffalo: String { "🐃" }
    /// 🚾
    public static var waterCloset: String { "🚾" }
    /// 🍉
    public static var watermelon: String { "🍉" }
    /// 🔫
    public static var waterPistol: String { "🔫" }
    /// 🌊
    public static var waterWave: String { "🌊" }
    /// 👋
    public static var wavingHand: String { "👋" }
    /// 〰️
    public static var wavyDash: String { "〰️" }
    /// 🌒
    public static var waxingCrescentMoon: String { "🌒" }
    /// 🌔
    public static var waxingGibbousMoon: String { "🌔" }
    /// 🙀
    public static var wearyCat: String { "🙀" }
    /// 😩
    public static var wearyFace: String { "😩" }
    /// 💒
    public static var wedding: String { "💒" }
    /// 🐋
    public static var whale: String { "🐋" }
    /// 🛞
    public static var wheel: String { "🛞" }
    /// ♿
    public static var wheelchairSymbol: String { "♿" }
    /// ☸️
    public static var wheelOfDharma: String { "☸️" }
    /// 🦯
    public static var whiteCane: String { "🦯" }
    /// ⚪
    public static var whiteCircle: String { "⚪" }
    /// ❕
    public static var whiteExclamationMark: String { "❕" }
    /// 🏳️
    public static var whiteFlag: String { "🏳️" }
    /// 💮
    public static var whiteFlower: String { "💮" }
    /// 🤍
    public static var whiteHeart: String { "🤍" }
    /// ⬜
    public static var whiteLargeSquare: String { "⬜" }
    /// ◽
    public static var whiteMediumSmallSquare: String { "◽" }
    /// ◻️
    public static var whiteMediumSquare: String { "◻️" }
    /// ❔
    public static var whiteQuestionMark: String { "❔" }
    /// ▫️
    public static var whiteSmallSquare: String { "▫️" }
    /// 🔳
    public static var whiteSquareButton: String { "🔳" }
    /// 🥀
    public static var wiltedFlower: String { "🥀" }
    /// 🎐
    public static var windChime: String { "🎐" }
    /// 🌬️
    public static var windFace: String { "🌬️" }
    /// 🪟
    public static var window: String { "🪟" }
    /// 🍷
    public static var wineGlass: String { "🍷" }
    /// 🪽
    public static var wing: String { "🪽" }
    /// 😉
    public static var winkingFace: String { "😉" }
    /// 😜
    public static var winkingFaceWithTongue: String { "😜" }
    /// 🛜
    public static var wireless: String { "🛜" }
    /// 🐺
    public static var wolf: String { "🐺" }
    /// 👩
    public static var woman: String { "👩" }
    /// 👫
    public static var womanAndManHoldingHands: String { "👫" }
    /// 👩‍🎨
    public static var womanArtist: String { "👩‍🎨" }
    /// 👩‍🚀
    public static var womanAstronaut: String { "👩‍🚀" }
    /// 👩‍🦲
    public static var womanBald: String { "👩‍🦲" }
    /// 🧔‍♀️
    public static var womanBeard: String { "🧔‍♀️" }
    /// 🚴‍♀️
    public static var womanBiking: String { "🚴‍♀️" }
    /// 👱‍♀️
    public static var womanBlondHair: String { "👱‍♀️" }
    /// ⛹️‍♀️
    public static var womanBouncingBall: String { "⛹️‍♀️" }
    /// 🙇‍♀️
    public static var womanBowing: String { "🙇‍♀️" }
    /// 🤸‍♀️
    public static var womanCartwheeling: String { "🤸‍♀️" }
    /// 🧗‍♀️
    public static var womanClimbing: String { "🧗‍♀️" }
    /// 👷‍♀️
    public static var womanConstructionWorker: String { "👷‍♀️" }
    /// 👩‍🍳
    public static var womanCook: String { "👩‍🍳" }
    /// 👩‍🦱
    public static var womanCurlyHair: String { "👩‍🦱" }
    /// 💃
    public static var womanDancing: String { "💃" }
    /// 🕵️‍♀️
    public static var womanDetective: String { "🕵️‍♀️" }
    /// 🧝‍♀️
    public static var womanElf: String { "🧝‍♀️" }
    /// 🤦‍♀️
    public static var womanFacepalming: String { "🤦‍♀️" }
    /// 👩‍🏭
    public static var womanFactoryWorker: String { "👩‍🏭" }
    /// 🧚‍♀️
    public static var womanFairy: String { "🧚‍♀️" }
    /// 👩‍🌾
    public static var womanFarmer: String { "👩‍🌾" }
    /// 👩‍🍼
    public static var womanFeedingBaby: String { "👩‍🍼" }
    /// 👩‍🚒
    public static var womanFirefighter: String { "👩‍🚒" }
    /// 🙍‍♀️
    public static var womanFrowning: String { "🙍‍♀️" }
    /// 🧞‍♀️
    public static var womanGenie: String { "🧞‍♀️" }
    /// 🙅‍♀️
    public static var womanGesturingNo: String { "🙅‍♀️" }
    /// 🙆‍♀️
    public static var womanGesturingOk: String { "🙆‍♀️" }
    /// 💇‍♀️
    public static var womanGettingHaircut: String { "💇‍♀️" }
    /// 💆‍♀️
    public static var womanGettingMassage: String { "💆‍♀️" }
    /// 🏌️‍♀️
    public static var womanGolfing: String { "🏌️‍♀️" }
    /// 💂‍♀️
    public static var womanGuard: String { "💂‍♀️" }
    /// 👩‍⚕️
    public static var womanHealthWorker: String { "👩‍⚕️" }
    /// 🧘‍♀️
    public static var womanInLotusPosition: String { "🧘‍♀️" }
    /// 👩‍🦽
    public static var womanInManualWheelchair: String { "👩‍🦽" }
    /// 👩‍🦽‍➡️
    public static var womanInManualWheelchairFacingRight: String { "👩‍🦽‍➡️" }
    /// 👩‍🦼
    public static var womanInMotorizedWheelchair: String { "👩‍🦼" }
    /// 👩‍🦼‍➡️
    public static var womanInMotorizedWheelchairFacingRight: String { "👩‍🦼‍➡️" }
    /// 🧖‍♀️
    public static var womanInSteamyRoom: String { "🧖‍♀️" }
    /// 🤵‍♀️
    public static var womanInTuxedo: String { "🤵‍♀️" }
    /// 👩‍⚖️
    public static var womanJudge: String { "👩‍⚖️" }
    /// 🤹‍♀️
    public static var womanJuggling: String { "🤹‍♀️" }
    /// 🧎‍♀️
    public static var womanKneeling: String { "🧎‍♀️" }
    /// 🧎‍♀️‍➡️
    public static var womanKneelingFacingRight: String { "🧎‍♀️‍➡️" }
    /// 🏋️‍♀️
    public static var womanLiftingWeights: String { "🏋️‍♀️" }
    /// 🧙‍♀️
    public static var womanMage: String { "🧙‍♀️" }
    /// 👩‍🔧
    public static var womanMechanic: String { "👩‍🔧" }
    /// 🚵‍♀️
    public static var womanMountainBiking: String { "🚵‍♀️" }
    /// 👩‍💼
    public static var womanOfficeWorker: String { "👩‍💼" }
    /// 👩‍✈️
    public static var womanPilot: String { "👩‍✈️" }
    /// 🤾‍♀️
    public static var womanPlayingHandball: String { "🤾‍♀️" }
    /// 🤽‍♀️
    public static var womanPlayingWaterPolo: String { "🤽‍♀️" }
    /// 👮‍♀️
    public static var womanPoliceOfficer: String { "👮‍♀️" }
    /// 🙎‍♀️
    public static var womanPouting: String { "🙎‍♀️" }
    /// 🙋‍♀️
    public static var womanRaisingHand: String { "🙋‍♀️" }
    /// 👩‍🦰
    public static var womanRedHair: String { "👩‍🦰" }
    /// 🚣‍♀️
    public static var womanRowingBoat: String { "🚣‍♀️" }
    /// 🏃‍♀️
    public static var womanRunning: String { "🏃‍♀️" }
    /// 🏃‍♀️‍➡️
    public static var womanRunningFacingRight: String { "🏃‍♀️‍➡️" }
    /// 👢
    public static var womanSBoot: String { "👢" }
    /// 👩‍🔬
    public static var womanScientist: String { "👩‍🔬" }
    /// 👚
    public static var womanSClothes: String { "👚" }
    /// 👒
    public static var womanSHat: String { "👒" }
    /// 🤷‍♀️
    public static var womanShrugging: String { "🤷‍♀️" }
    /// 👩‍🎤
    public static var womanSinger: String { "👩‍🎤" }
    /// 👡
    public static var womanSSandal: String { "👡" }
    /// 🧍‍♀️
    public static var womanStanding: String { "🧍‍♀️" }
    /// 👩‍🎓
    public static var womanStudent: String { "👩‍🎓" }
    /// 🦸‍♀️
    public static var womanSuperhero: String { "🦸‍♀️" }
    /// 🦹‍♀️
    public static var womanSupervillain: String { "🦹‍♀️" }
    /// 🏄‍♀️
    public static var womanSurfing: String { "🏄‍♀️" }
    /// 🏊‍♀️
    public static var womanSwimming: String { "🏊‍♀️" }
    /// 👩‍🏫
    public static var womanTeacher: String { "👩‍🏫" }
    /// 👩‍💻
    public static var womanTechnologist: String { "👩‍💻" }
    /// 💁‍♀️
    public static var womanTippingHand: String { "💁‍♀️" }
    /// 🧛‍♀️
    public static var womanVampire: String { "🧛‍♀️" }
    /// 🚶‍♀️
    public static var womanWalking: String { "🚶‍♀️" }
    /// 🚶‍♀️‍➡️
    public static var womanWalkingFacingRight: String { "🚶‍♀️‍➡️" }
    /// 👳‍♀️
    public static var womanWearingTurban: String { "👳‍♀️" }
    /// 👩‍🦳
    public static var womanWhiteHair: String { "👩‍🦳" }
    /// 🧕
    public static var womanWithHeadscarf: String { "🧕" }
    /// 👰‍♀️
    public static var womanWithVeil: String { "👰‍♀️" }
    /// 👩‍🦯
    public static var womanWithWhiteCane: String { "👩‍🦯" }
    /// 👩‍🦯‍➡️
    public static var womanWithWhiteCaneFacingRight: String { "👩‍🦯‍➡️" }
    /// 🧟‍♀️
    public static var womanZombie: String { "🧟‍♀️" }
    /// 👭
    public static var womenHoldingHands: String { "👭" }
    /// 🚺
    public static var womenSRoom: String { "🚺" }
    /// 👯‍♀️
    public static var womenWithBunnyEars: String { "👯‍♀️" }
    /// 🤼‍♀️
    public static var womenWrestling: String { "🤼‍♀️" }
    /// 🪵
    public static var wood: String { "🪵" }
    /// 🥴
    public static var woozyFace: String { "🥴" }
    /// 🗺️
    public static var worldMap: String { "🗺️" }
    /// 🪱
    public static var worm: String { "🪱" }
    /// 😟
    public static var worriedFace: String { "😟" }
    /// 🎁
    public static var wrappedGift: String { "🎁" }
    /// 🔧
    public static var wrench: String { "🔧" }
    /// ✍️
    public static var writingHand: String { "✍️" }
    /// 🩻
    public static var xRay: String { "🩻" }
    /// 🧶
    public static var yarn: String { "🧶" }
    /// 🥱
    public static var yawningFace: String { "🥱" }
    /// 🟡
    public static var yellowCircle: String { "🟡" }
    /// 💛
    public static var yellowHeart: String { "💛" }
    /// 🟨
    public static var yellowSquare: String { "🟨" }
    /// 💴
    public static var yenBanknote: String { "💴" }
    /// ☯️
    public static var yinYang: String { "☯️" }
    /// 🪀
    public static var yoYo: String { "🪀" }
    /// 🤪
    public static var zanyFace: String { "🤪" }
    /// 🦓
    public static var zebra: String { "🦓" }
    /// 🤐
    public static var zipperMouthFace: String { "🤐" }
    /// 🧟
    public static var zombie: String { "🧟" }
    /// 💤
    public static var zzz: String { "💤" }
}
