namespace Holdfast.Records.Tokens;

/// <summary>What one can do with a resource, as in SMART scopes.</summary>
internal enum Interaction
{
    Create,
    Read,
    Update,
    Delete,
    Search,
}

/// <summary>
/// The resource scopes of a grant, patient-level or a service's: SMART App Launch 2.x (<c>patient/Observation.rs</c>) and 1.0
/// (<c>patient/*.read</c>, <c>.write</c>, <c>.*</c>). Scopes with search parameters (<c>?category=…</c>) allow nothing
/// here: the keyholder does not register them.
/// </summary>
internal sealed class GrantScope
{
    private const string Letters = "cruds";
    private readonly Dictionary<string, string> _byType = new(StringComparer.Ordinal);

    private GrantScope(string text) => Text = text;

    public string Text { get; }

    public static GrantScope Parse(string text)
    {
        var scope = new GrantScope(text);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // The keyholder grants people patient/… and services system/…, never both.
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || part[..slash] is not ("patient" or "system")) continue;
            var dot = part.IndexOf('.', StringComparison.Ordinal);
            if (dot < slash) continue;
            var type = part[(slash + 1)..dot];
            var letters = LettersOf(part[(dot + 1)..]);
            if (type.Length > 0) scope._byType[type] = scope._byType.GetValueOrDefault(type, "") + letters;
        }

        return scope;
    }

    public bool AllowsWriting => _byType.Values.Any(letters => letters.AsSpan().IndexOfAny("cud") >= 0);

    public bool Allows(Interaction interaction, string type) => Has("*", interaction) || Has(type, interaction);

    private bool Has(string type, Interaction interaction) => _byType.TryGetValue(type, out var letters) && letters.Contains(Letters[(int)interaction], StringComparison.Ordinal);

    private static string LettersOf(string permissions) => permissions switch
    {
        "read" => "rs",
        "write" => "cud",
        "*" => Letters,
        _ => permissions.All(c => Letters.Contains(c, StringComparison.Ordinal)) ? permissions : "",
    };
}
