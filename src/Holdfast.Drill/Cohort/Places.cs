namespace Holdfast.Drill.Cohort;

/// <summary>A town with the first halves of its postal codes (forward sortation areas).</summary>
internal sealed record Town(string Name, string[] SortationAreas, string[] Streets);

/// <summary>What one nurse drives: neighbouring towns, their telephone area codes, and how many of the people there live in French.</summary>
internal sealed record Territory(string Name, Town[] Towns, string[] AreaCodes, double French);

/// <summary>
/// Where the synthetic provider works. Towns, sortation areas and area codes are facts of Ontario; street names are
/// ones that nearly every town there has, and house numbers are made up. Telephone numbers are of the exchange 555,
/// which no subscriber has.
/// </summary>
internal static class Places
{
    private static readonly string[] English =
        ["Maple Street", "King Street", "Queen Street", "Church Street", "Elgin Street", "Wellington Street", "Victoria Avenue", "Mill Road", "Cedar Lane",
         "Oak Avenue", "River Road", "Concession Road 4", "Albert Street", "Dundas Street", "Birch Crescent", "Pine Grove Avenue", "Lakeshore Drive", "Park Avenue"];

    private static readonly string[] Bilingual =
        ["rue Principale", "rue Notre-Dame", "rue Saint-Joseph", "chemin du Lac", "rue des Érables", "rue Laurier", "avenue Sainte-Anne", "rue Champlain",
         "rue Main", "rue McGill", "rue John", "rue de l'Église", "rue Gladstone", "chemin Russell", "rue Cumberland", "rue Nelson"];

    public static readonly IReadOnlyList<Territory> Territories =
    [
        new("Ottawa", [new("Ottawa", ["K1N", "K1S", "K1Z", "K2P", "K1K", "K1G", "K2B"], English), new("Vanier", ["K1L"], Bilingual), new("Orléans", ["K1C", "K1E"], Bilingual)], ["613", "343"], 0.35),
        new("Prescott and Russell", [new("Hawkesbury", ["K6A"], Bilingual), new("Rockland", ["K4K"], Bilingual), new("Casselman", ["K0A"], Bilingual), new("Embrun", ["K0A"], Bilingual)], ["613", "343"], 0.8),
        new("Cornwall", [new("Cornwall", ["K6H", "K6J", "K6K"], [.. English, .. Bilingual]), new("Alexandria", ["K0C"], Bilingual)], ["613", "343"], 0.3),
        new("Kingston", [new("Kingston", ["K7K", "K7L", "K7M", "K7P"], English), new("Gananoque", ["K7G"], English), new("Napanee", ["K7R"], English)], ["613", "343"], 0.04),
        new("Sudbury", [new("Sudbury", ["P3A", "P3B", "P3C", "P3E"], [.. English, .. Bilingual]), new("Chelmsford", ["P0M"], Bilingual), new("Azilda", ["P0M"], Bilingual)], ["705", "249"], 0.4),
        new("Hamilton", [new("Hamilton", ["L8K", "L8L", "L8P", "L8S", "L9C"], English), new("Burlington", ["L7L", "L7R", "L7T"], English), new("Welland", ["L3B", "L3C"], [.. English, .. Bilingual])], ["905", "289"], 0.06),
        new("Grand River", [new("Kitchener", ["N2G", "N2H", "N2M"], English), new("Waterloo", ["N2J", "N2L"], English), new("Cambridge", ["N1R", "N1S"], English), new("Guelph", ["N1E", "N1G", "N1H"], English), new("Brantford", ["N3R", "N3T"], English)], ["519", "226"], 0.03),
    ];

    /// <summary>The second half of a postal code: Canada Post uses no D, F, I, O, Q or U.</summary>
    public static string PostalCode(SeededNumbers numbers, string sortationArea)
    {
        const string letters = "ABCEGHJKLMNPRSTVWXYZ";
        return $"{sortationArea} {numbers.Between(1, 10)}{letters[numbers.Between(0, letters.Length)]}{numbers.Between(1, 10)}";
    }
}
