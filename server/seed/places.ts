export type City = { name: string; region?: string; postcode?: string }

/** Where people live and how they are called, what they pay with, and the tax on what they buy. */
export type Market = {
  country: string
  share: number
  currency: string
  taxBasisPoints: number
  taxIncluded: boolean
  firstNames: string[]
  lastNames: string[]
  /** `{n}` is the number of the house. */
  streets: string[]
  cities: City[]
}

const words = (text: string): string[] => text.trim().split(/\s+/)

/** `Name/Region/postcode`; in a postcode # is a digit, % one from 1 to 9, @ a letter. */
const cities = (text: string): City[] =>
  text.split(',').map((one) => {
    const [name = '', region = '', postcode = ''] = one.trim().split('/')
    return { name, ...(region && { region }), ...(postcode && { postcode }) }
  })

const streets = (text: string): string[] => text.split('|')

const ENGLISH = words(`Oliver Amelia Jack Grace Noah Ruby Leo Isla Ethan Chloe Lucas Hannah Mason
  Nora Liam Stella Owen Clara Henry Zoë Julian Maya Caleb Ivy Dylan Freya Simon Tessa`)

export const MARKETS: Market[] = [
  {
    ...{ country: 'IN', share: 68, currency: 'INR', taxBasisPoints: 1_800, taxIncluded: true },
    firstNames: words(`Asha Rohan Priya Arjun Meera Vikram Ananya Karthik Divya Rahul Kavya Aditya
      Sneha Nikhil Pooja Sanjay Lakshmi Imran Fatima Harpreet Gurpreet Ishaan Tara Dev Nisha Manish
      Ritu Farhan Zara Joseph Mary Suresh Geeta Varun Aarav Diya Kabir Myra Neha Amit Swati Ravi`),
    lastNames: words(`Rao Sharma Iyer Patel Nair Singh Reddy Khan Gupta Menon Das Banerjee Joshi
      Kulkarni Verma Pillai Mehta Chatterjee Kaur Fernandes D'Souza Shetty Mishra Yadav Bose Desai
      Chopra Malhotra Naidu Agarwal Ansari Thomas Bhat Gowda Sinha Saxena Kapoor Jain Dutta Shah`),
    streets: streets(
      '{n}, MG Road|{n}, Station Road|Flat {n}, Lake View Apartments|{n}, Gandhi Nagar|' +
        '{n}, 4th Cross, Temple Street|House {n}, Sector 15|{n}, Nehru Colony|{n}, Park Lane',
    ),
    cities: cities(`Mumbai/Maharashtra/4000#%, Delhi/Delhi/1100#%, Bengaluru/Karnataka/5600#%,
      Hyderabad/Telangana/5000#%, Chennai/Tamil Nadu/6000#%, Kolkata/West Bengal/7000#%,
      Pune/Maharashtra/4110#%, Ahmedabad/Gujarat/3800#%, Jaipur/Rajasthan/3020#%,
      Lucknow/Uttar Pradesh/2260#%, Kochi/Kerala/6820#%, Indore/Madhya Pradesh/4520#%,
      Chandigarh/Chandigarh/1600#%, Surat/Gujarat/3950#%, Nagpur/Maharashtra/4400#%,
      Coimbatore/Tamil Nadu/6410#%, Guwahati/Assam/7810#%, Patna/Bihar/8000#%`),
  },
  {
    ...{ country: 'US', share: 11, currency: 'USD', taxBasisPoints: 700, taxIncluded: false },
    firstNames: ENGLISH,
    lastNames: words(`Miller Davis Garcia Wilson Moore Nguyen Martinez Clark Lewis Walker Young
      Hill Scott Green Baker Rivera Cooper Reed Bailey Kim Brooks Price Bennett Ross Hayes`),
    streets: streets('{n} Maple Street|{n} Oak Avenue|{n} Cedar Lane|{n} 5th Avenue, Apt 4'),
    cities: cities(`New York/NY/1001%, Los Angeles/CA/9001%, Chicago/IL/6061%, Austin/TX/7874%,
      Seattle/WA/9811%, San Francisco/CA/9411%`),
  },
  {
    ...{ country: 'GB', share: 6, currency: 'GBP', taxBasisPoints: 2_000, taxIncluded: true },
    firstNames: ENGLISH,
    lastNames: words(`Smith Jones Taylor Brown Evans Thomas Hughes Edwards Khan Ahmed Wright Shaw
      Palmer Ellis Marsh Doyle Patel Fletcher Chapman Webb`),
    streets: streets('{n} High Street|{n} Church Road|{n} Mill Lane|Flat {n}, Albert House'),
    cities: cities(`London//E1 %@@, London//SW4 %@@, London//N7 %@@, Manchester//M1 %@@,
      Leeds//LS1 %@@, Bristol//BS1 %@@`),
  },
  {
    ...{ country: 'DE', share: 4, currency: 'EUR', taxBasisPoints: 1_900, taxIncluded: true },
    firstNames: words(`Lukas Anna Jürgen Lena Felix Mia Paul Sophie Jonas Käthe Emil Greta Björn`),
    lastNames: words(`Müller Schmidt Weber Wagner Becker Hoffmann Schäfer Koch Bauer Krüger Vogel`),
    streets: streets('Hauptstraße {n}|Gartenweg {n}|Lindenallee {n}|Am Mühlbach {n}'),
    cities: cities(`Berlin//101%#, München//803##, Hamburg//2009%, Köln//5066%, Leipzig//0410%`),
  },
  {
    ...{ country: 'FR', share: 3, currency: 'EUR', taxBasisPoints: 2_000, taxIncluded: true },
    firstNames: words('Camille Hugo Zoé Louis Chloé Jules Inès Gabriel Léa Arthur Manon Théo'),
    lastNames: words('Martin Bernard Dubois Moreau Laurent Lefèvre Roux Girard Fontaine Chevalier'),
    streets: streets('{n} rue de la Paix|{n} avenue Victor Hugo|{n} place du Marché'),
    cities: cities('Paris//7501%, Lyon//6900%, Marseille//1300%, Nantes//44000, Lille//59000'),
  },
  {
    ...{ country: 'AE', share: 3, currency: 'AED', taxBasisPoints: 500, taxIncluded: true },
    firstNames: words('Ahmed Layla Omar Noor Yusuf Mariam Khalid Aisha Hassan Sara Ravi Anjali'),
    lastNames: words('Al-Farsi Haddad Rahman Nasser Qureshi Saleh Menon Thomas Aziz Mansour'),
    streets: streets('Villa {n}, Jumeirah Street|Apartment {n}, Marina Tower|{n} Al Wasl Road'),
    cities: cities('Dubai/Dubai, Abu Dhabi/Abu Dhabi, Sharjah/Sharjah'),
  },
  {
    ...{ country: 'SG', share: 2, currency: 'SGD', taxBasisPoints: 900, taxIncluded: true },
    firstNames: words('Wei Mei Jun Hui Kai Xin Aisyah Irfan Priya Marcus Rachel Daniel'),
    lastNames: words('Tan Lim Lee Ng Wong Goh Chua Koh Ismail Nair'),
    streets: streets('Blk {n} Tampines Street 21|{n} Orchard Road|Blk {n} Bedok North Avenue'),
    cities: cities('Singapore//2388#%, Singapore//5204#%'),
  },
  {
    ...{ country: 'AU', share: 2, currency: 'AUD', taxBasisPoints: 1_000, taxIncluded: true },
    firstNames: ENGLISH,
    lastNames: words('Nguyen Kelly Murphy Ryan Campbell Anderson Singh Chen Walsh Hart'),
    streets: streets('{n} George Street|{n} Beach Road|Unit {n}, Harbour Terrace'),
    cities: cities('Sydney/NSW/200%, Melbourne/VIC/300%, Brisbane/QLD/400%, Perth/WA/600%'),
  },
  {
    ...{ country: 'JP', share: 1, currency: 'JPY', taxBasisPoints: 1_000, taxIncluded: true },
    firstNames: words('Haruto Yui Sota Hina Ren Aoi Yuto Sakura Kaito Mio'),
    lastNames: words('Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi'),
    streets: streets('{n}-2-8 Chuo|{n}-11 Midoricho|{n}-5-1 Honcho'),
    cities: cities('Tokyo/Tokyo/100-000%, Osaka/Osaka/530-000%, Kyoto/Kyoto/600-800%'),
  },
]
