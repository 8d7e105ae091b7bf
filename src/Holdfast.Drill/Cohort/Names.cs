namespace Holdfast.Drill.Cohort;

/// <summary>Names that are common in Ontario, in English, in French, and of those who came later. Nobody's list but this one's.</summary>
internal static class Names
{
    public static readonly string[] FrenchFamily =
        ["Tremblay", "Lalonde", "Séguin", "Bélanger", "Gauthier", "Lavoie", "Charbonneau", "Désormeaux", "Ménard", "Lefebvre", "Groulx", "Proulx", "Villeneuve", "Sabourin",
         "Carrière", "Brisebois", "Lacroix", "Dubois", "Rochon", "Cléroux", "Pilon", "Bourgeois", "Parisien", "Lamoureux", "Beauchamp", "St-Denis", "D'Aoust", "Chénier", "Leduc", "Thériault"];

    public static readonly string[] EnglishFamily =
        ["Campbell", "MacDonald", "Thompson", "Wilson", "Stewart", "Fraser", "McLeod", "Robertson", "Murphy", "O'Connor", "Kelly", "Armstrong", "Baker", "Clarke", "Harrison", "Hughes",
         "Jenkins", "Marshall", "Patterson", "Reid", "Sutherland", "Walker", "Young", "Grant", "Henderson", "Morrison", "Graham", "Bennett", "Doyle", "Fitzgerald"];

    public static readonly string[] OtherFamily =
        ["Nguyen", "Singh", "Patel", "Wong", "Chen", "Rossi", "DiPietro", "Kowalski", "Schmidt", "Van Dijk", "Fernandes", "Da Silva", "Hassan", "Ahmed", "Okafor", "Papadopoulos", "Kovacs", "Petrenko", "Kim", "Reyes", "Jacobs", "Whiteduck", "Toulouse", "Haddad", "Mohamed"];

    public static readonly string[] FrenchWomen =
        ["Marie-Claire", "Thérèse", "Lucille", "Jeannine", "Denise", "Pierrette", "Ghislaine", "Huguette", "Monique", "Solange", "Claudette", "Rolande", "Françoise", "Sylvie", "Lise", "Nicole", "Carmen", "Josée", "Micheline", "Noëlla"];

    public static readonly string[] FrenchMen =
        ["Jean-Guy", "Réjean", "Marcel", "Lucien", "Gérard", "Fernand", "Yvon", "Roland", "Gilles", "Rhéal", "Denis", "Normand", "Raymond", "André", "Hervé", "Aurèle", "Michel", "Laurent", "Conrad", "Émile"];

    public static readonly string[] EnglishWomen =
        ["Margaret", "Dorothy", "Jean", "Shirley", "Barbara", "Patricia", "Eileen", "Joan", "Marilyn", "Ruth", "Beverley", "Sharon", "Judith", "Carol", "Gladys", "Frances", "Linda", "Norma", "Doreen", "Heather"];

    public static readonly string[] EnglishMen =
        ["William", "Robert", "Donald", "Douglas", "Kenneth", "Gordon", "Ronald", "Harold", "Raymond", "Murray", "Stanley", "Bruce", "Allan", "Lloyd", "Ernest", "Walter", "Leonard", "Keith", "Brian", "Russell"];

    public static readonly string[] OtherWomen =
        ["Thi Lan", "Gurpreet", "Mei", "Rosa", "Zofia", "Maria", "Amina", "Ngozi", "Eleni", "Oksana", "Ji-woo", "Leila", "Fatima", "Priya", "Ilse"];

    public static readonly string[] OtherMen =
        ["Van Minh", "Harjit", "Wei", "Giuseppe", "Stanislaw", "Manuel", "Yusuf", "Chidi", "Nikos", "Mykola", "Sung-ho", "Karim", "Omar", "Ramesh", "Dieter"];
}
