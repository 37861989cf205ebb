// The shop's product range: what each article of the assortment is called, who supplies it and which flags it carries.
// Tools answer from it; the agent itself never reads it directly.

export type Category =
  | 'audio'
  | 'laptops'
  | 'phones'
  | 'cameras'
  | 'kitchen'
  | 'vacuums'
  | 'furniture'
  | 'mattresses'
  | 'apparel'
  | 'footwear'
  | 'toys'
  | 'garden'
  | 'beauty'
  | 'ebikes';

export type Product = {
  readonly sku: string;
  readonly name: string;
  /** What a customer calls the thing when the model name has slipped their mind. */
  readonly nouns: readonly string[];
  readonly category: Category;
  readonly supplier: string;
  readonly price: number;
  readonly hygiene: boolean;
  readonly large: boolean;
  readonly recalled: boolean;
};

type Row = readonly [name: string, nouns: string, category: Category, supplier: string, price: number, flags?: string];

const rows: readonly Row[] = [
  ['Aria Two', 'earbuds/in-ear headphones', 'audio', 'lindqvist', 1290, 'hygiene'],
  ['Aria Studio', 'headphones/over-ear headphones', 'audio', 'lindqvist', 2490],
  ['Boreal Roam', 'speaker/portable speaker', 'audio', 'lindqvist', 1690],
  ['Boreal Beam', 'soundbar', 'audio', 'lindqvist', 4290],
  ['Nimbus 14', 'laptop/notebook', 'laptops', 'nimbus', 11990],
  ['Nimbus Go', 'laptop/small notebook', 'laptops', 'nimbus', 6490],
  ['Karu Flex', 'laptop/convertible', 'laptops', 'karu', 8990, 'recalled'],
  ['Pixelon 8', 'phone/mobile', 'phones', 'telmar', 7490],
  ['Pixelon Lite', 'phone/handset', 'phones', 'telmar', 2990],
  ['Voss Band', 'smartwatch/watch', 'phones', 'telmar', 1890],
  ['Lumio R5', 'camera/mirrorless camera', 'cameras', 'lumio', 12490],
  ['Lumio 35', 'lens', 'cameras', 'lumio', 3890],
  ['Lumio Snap', 'compact camera/camera', 'cameras', 'lumio', 2190],
  ['Brasso Uno', 'espresso machine/coffee maker', 'kitchen', 'casaforte', 3490],
  ['Brasso Grind', 'coffee grinder/grinder', 'kitchen', 'casaforte', 1190],
  ['Hearthly Blend', 'blender', 'kitchen', 'casaforte', 990],
  ['Hearthly Fry', 'air fryer/fryer', 'kitchen', 'casaforte', 1590, 'recalled'],
  ['Dusko Orbit', 'robot vacuum/floor robot', 'vacuums', 'dusko', 4490],
  ['Dusko Stick', 'stick vacuum/vacuum', 'vacuums', 'dusko', 2290],
  ['Timra Lund', 'sofa/couch', 'furniture', 'timra', 8990, 'large'],
  ['Timra Skriv', 'desk/writing table', 'furniture', 'timra', 2790, 'large'],
  ['Fjallbo Stack', 'shelf/bookcase', 'furniture', 'timra', 1390, 'large'],
  ['Somnia Cloud', 'mattress', 'mattresses', 'somnia', 5990, 'large'],
  ['Somnia Feather', 'duvet', 'mattresses', 'somnia', 1490],
  ['Somnia Rest', 'pillow', 'mattresses', 'somnia', 590, 'hygiene'],
  ['Ostra Shell', 'rain jacket/jacket', 'apparel', 'vinterhav', 1890],
  ['Ostra Wool', 'sweater/jumper', 'apparel', 'vinterhav', 990],
  ['Ostra Chino', 'trousers', 'apparel', 'vinterhav', 790],
  ['Stigen Trail', 'hiking boots/boots', 'footwear', 'stigen', 1790],
  ['Stigen City', 'sneakers/shoes', 'footwear', 'stigen', 1190],
  ['Klots Castle', 'building set/castle set', 'toys', 'klots', 890],
  ['Klots Rail', 'train set', 'toys', 'klots', 1290],
  ['Klots Night', 'board game/game', 'toys', 'klots', 390],
  ['Gront Mow', 'lawn mower/mower', 'garden', 'verdal', 3990],
  ['Gront Trim', 'hedge trimmer/trimmer', 'garden', 'verdal', 1490],
  ['Lenna Shave', 'shaver', 'beauty', 'lenna', 1190, 'hygiene'],
  ['Lenna Sonic', 'electric toothbrush/toothbrush', 'beauty', 'lenna', 890, 'hygiene'],
  ['Lenna Dry', 'hair dryer/dryer', 'beauty', 'lenna', 1090],
  ['Velonord Metro', 'e-bike/electric bike', 'ebikes', 'velonord', 21990, 'large'],
  ['Velonord Hop', 'e-scooter/electric scooter', 'ebikes', 'velonord', 5490, 'recalled'],
];

/** The whole assortment, in a fixed order. */
export const catalogue: readonly Product[] = rows.map(([name, nouns, category, supplier, price, flags = '']) => ({
  sku: name.toLowerCase().replaceAll(' ', '-'),
  name,
  nouns: nouns.split('/'),
  category,
  supplier,
  price,
  hygiene: flags === 'hygiene',
  large: flags === 'large',
  recalled: flags === 'recalled',
}));

/** How a supplier signs its terms, by the id used in orders. */
export const supplierNames: Readonly<Record<string, string>> = {
  lindqvist: 'Lindqvist Sound',
  nimbus: 'Nimbus Computing Nordic',
  karu: 'Karu Systems',
  telmar: 'Telmar Distribution',
  lumio: 'Lumio Imaging',
  casaforte: 'Casaforte Import',
  dusko: 'Dusko Appliances',
  timra: 'Timra Mobel',
  somnia: 'Somnia Sleep',
  vinterhav: 'Vinterhav Textile',
  stigen: 'Stigen Footwear',
  klots: 'Klots Games',
  verdal: 'Verdal Machinery',
  lenna: 'Lenna Care',
  velonord: 'Velonord Mobility',
};
