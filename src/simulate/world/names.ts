/** Word lists for people and places; common words in no special order. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const FIRST_NAMES = words(`
Anna Ben Clara David Elena Felix Grace Hugo Ines Jack Karim Lena Marco Nora Oscar Paula Quentin Rosa Samir Tara Uma
Victor Wanda Xavier Yara Zoe Adam Beatriz Carlos Diana Emil Farah Gustav Hana Ivan Julia Kofi Laura Mateo Nina Omar
Priya Rafael Sofia Tomas Ursula Vera Wim Yusuf Zara Amir Bruna Chen Dora Erik Fiona Gita Henry Isabel Jonas Kavya Liam
Maya Noah Olivia Pedro Ravi Sara Theo Vikram Aisha Bruno Camille Dieter Ella Francois Greta Harish Irene Joao Kate Leon`);

export const LAST_NAMES = words(`
Adler Barros Costa Dubois Evans Fischer Garcia Hughes Iyer Jansen Kumar Lopes Meyer Novak Ortiz Patel Quinn Roberts
Silva Taylor Urban Vogel Weber Xu Young Zimmer Almeida Bernard Clarke Desai Engel Ferreira Gupta Hoffmann Ibrahim Jones
Keller Lambert Moreau Nair Oliveira Petit Rao Schmidt Thomas Unger Verma Wagner Yilmaz Ziegler Andrade Baker Cooper Das
Ellis Fontaine Graham Haas Irving Joshi Krause Lewis Martins Nelson Owens Pereira Reddy Shah Turner Walker Bauer Cruz`);

export const ORGANISATION_WORDS = words(`
alder amber anchor apex arbor atlas aurora beacon birch boulder bright canyon cedar cinder clover cobalt copper coral
delta ember falcon fern flint forge garnet granite grove harbor hazel heron indigo iris juniper kestrel lagoon lantern
larch linden lumen maple marble meadow mesa nimbus north oak onyx opal orchid pebble pine prairie quartz quill raven
reef ridge river rowan sable sage sierra slate spruce summit tidal timber topaz umber vale vertex willow wren zephyr`);

export const STREETS = [
  'Cedar Lane',
  'Mill Road',
  'Station Street',
  'Park Avenue',
  'Church Street',
  'Lake View',
  'Oak Drive',
  'High Street',
  'Garden Row',
  'Hill Close',
  'River Walk',
  'Market Square',
  'School Lane',
  'Orchard Way',
  'Bridge Street',
  'Meadow Court',
];

export const TOWNS = words(`
Ashford Brookfield Clearwater Dunmore Eastvale Fairview Glenwood Hillcrest Ironbridge Kingsley Lakeside Maplewood
Northgate Oakdale Pinehurst Riverton Silverlake Thornbury Underhill Westbrook Winterfield Alderton Bellmont Crestview`);
