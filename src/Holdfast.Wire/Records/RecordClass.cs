namespace Holdfast.Wire.Records;

/// <summary>
/// Which subkey seals a record: "identity", "clinical" or "documents" of a patient's chart, "staff" of a member of staff's, or one of these followed by "@" and the name of
/// an importing or write-only service, which then reads back at most what it wrote.
/// </summary>
public readonly record struct RecordClass
{
    public const int MaximumLength = 48;

    public static readonly RecordClass Identity = new("identity");
    public static readonly RecordClass Clinical = new("clinical");
    public static readonly RecordClass Documents = new("documents");

    /// <summary>All that a staff chart holds; no patient's chart has it.</summary>
    public static readonly RecordClass Staff = new("staff");

    /// <summary>The three kinds of content of a patient's chart, in the order in which they are listed everywhere.</summary>
    public static readonly IReadOnlyList<RecordClass> Own = [Identity, Clinical, Documents];

    /// <summary>Of whichever chart.</summary>
    public static readonly IReadOnlyList<RecordClass> Any = [.. Own, Staff];

    /// <summary>Who the person is and who pays: what a coordinator needs.</summary>
    private static readonly HashSet<string> IdentityTypes = ["Patient", "RelatedPerson", "Person", "Coverage", "Account"];

    /// <summary>Things with attachments: large, and rarely needed at the door.</summary>
    private static readonly HashSet<string> DocumentTypes = ["DocumentReference", "Binary", "Media"];

    private RecordClass(string text) => Text = text;

    public string Text { get; }

    /// <summary>identity, clinical, documents or staff.</summary>
    public string Content => Text.Split('@', 2)[0];

    /// <summary>The class, and so the subkey, that a FHIR resource type belongs to.</summary>
    public static RecordClass OfType(string resourceType) =>
        IdentityTypes.Contains(resourceType) ? Identity : DocumentTypes.Contains(resourceType) ? Documents : Clinical;

    public RecordClass Of(string service) => Parse($"{Content}@{service}");

    /// <exception cref="FormatException">Not a record class.</exception>
    public static RecordClass Parse(string text) => TryParse(text, out var parsed) ? parsed : throw new FormatException("Not a record class.");

    public static bool TryParse(string text, out RecordClass parsed)
    {
        parsed = default;
        if (text.Length is 0 or > MaximumLength) return false;
        var parts = text.Split('@');
        if (parts.Length > 2 || parts[0] is not ("identity" or "clinical" or "documents" or "staff")) return false;
        if (parts.Length == 2 && !IsService(parts[1])) return false;
        parsed = new RecordClass(text);
        return true;
    }

    public static bool IsService(string name) =>
        name.Length is > 0 and <= 32 && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    public override string ToString() => Text;
}
