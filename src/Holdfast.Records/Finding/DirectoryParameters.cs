using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Wire;

namespace Holdfast.Records.Finding;

/// <summary>
/// FHIR's search parameters of Patient as far as the directory answers them. What it does not know is refused by name, or
/// under lenient handling named and left out; a modifier is always refused, because leaving it out would find others.
/// Whether the question is specific enough, the keyholder says.
/// </summary>
internal sealed class DirectoryParameters
{
    public const string Known = "identifier, name, family, given, phonetic, birthdate, phone, telecom, address, address-city, address-postalcode, gender and _count";

    /// <summary>What the directory shows of one question, as at the desk.</summary>
    private const int Most = 10;

    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _once = new(StringComparer.Ordinal);
    private DateOnly? _from;
    private DateOnly? _to;

    private DirectoryParameters()
    {
    }

    public DirectoryTerms Terms { get; } = new();

    public int Count { get; private set; } = Most;

    /// <summary>Parameters that were left out under Prefer: handling=lenient.</summary>
    public List<FhirIssue> Ignored { get; } = [];

    /// <summary>Names were asked for as they are written, not by sound.</summary>
    public bool ByName => _words.ContainsKey("name") || _words.ContainsKey("family") || _words.ContainsKey("given");

    public static (DirectoryParameters? Read, FhirAnswer.Refused? Refused) Read(IReadOnlyList<KeyValuePair<string, string>> form, bool lenient)
    {
        var read = new DirectoryParameters();
        var wrong = new List<FhirIssue>();
        if (form.Count > SearchLimits.MostParameters) return (null, new FhirAnswer.Refused(400, "too-costly", $"At most {SearchLimits.MostParameters} parameters in one search."));
        foreach (var (name, value) in form)
        {
            if (read.Take(name, value) is not { } issue) continue;
            if (lenient && issue.Code == "not-supported") read.Ignored.Add(issue with { Severity = "warning", Details = issue.Details + " It was left out." });
            else wrong.Add(issue);
        }

        if (read.Finish() is { } unfinished) wrong.Add(unfinished);
        return wrong.Count > 0 ? (null, new FhirAnswer.Refused(400, wrong)) : (read, null);
    }

    private FhirIssue? Take(string name, string value)
    {
        if (name is "_format" or "_pretty" or "_elements" || (name == "_summary" && value != "count")) return null; // Presentation
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var bare = colon < 0 ? name : name[..colon];
        if (bare is not ("identifier" or "name" or "family" or "given" or "phonetic" or "birthdate" or "phone" or "telecom" or "address" or "address-city" or "address-postalcode" or "gender" or "_count"))
            return Unknown(name);
        if (colon >= 0) return new FhirIssue("value", $"The directory compares {bare} in one way, without modifiers: names and addresses by the beginning of each word, without case and accents. Leave {Named(name[colon..])} out; phonetic looks by sound.");
        if (value.Length is 0 or > SearchLimits.LongestValue) return new FhirIssue("value", $"{bare} has no value, or one of more than {SearchLimits.LongestValue} characters.");
        if (Escaping.Split(value, ',').Count > 1) return new FhirIssue("value", $"{bare} takes one value here: alternatives with commas would look for several people at once. Send several searches; write a comma that belongs to the value as \\,.");
        if (bare is "name" or "family" or "given" or "phonetic" or "address" or "address-city")
        {
            _words[bare] = _words.TryGetValue(bare, out var before) ? $"{before} {Escaping.Unescape(value)}" : Escaping.Unescape(value);
            return null;
        }

        if (bare != "birthdate" && !_once.Add(bare is "telecom" ? "phone" : bare)) return new FhirIssue("value", $"{bare} stands once.");
        return bare switch
        {
            "identifier" => TakeIdentifier(value),
            "birthdate" => TakeBirthDate(value),
            "gender" => TakeGender(value),
            "_count" => TakeCount(value),
            "address-postalcode" => Set(() => Terms.PostalCode = Escaping.Unescape(value)),
            _ => TakeTelephone(value),
        };
    }

    /// <summary>What belongs together over several parameters.</summary>
    private FhirIssue? Finish()
    {
        string Words(string name) => _words.GetValueOrDefault(name, "");
        (Terms.Name, Terms.Family, Terms.Given, Terms.Sound) = (Words("name"), Words("family"), Words("given"), Words("phonetic"));
        (Terms.Address, Terms.City) = (Words("address"), Words("address-city"));
        if (_from is null && _to is null) return null;
        if (_from is not { } from || _to is not { } to) return new FhirIssue("value", "birthdate is a day, a month or a year, or a range with both ends (ge… and le…): an open end would list people by age.");
        (Terms.BornFrom, Terms.BornTo) = (Written(from), Written(to));
        return null;
    }

    private FhirIssue? TakeIdentifier(string value)
    {
        var parts = Escaping.Split(value, '|');
        var (system, number) = parts.Count == 1 ? ("", parts[0]) : (Escaping.Unescape(parts[0]), parts[1]);
        if (parts.Count > 2 || number.Length == 0 || (parts.Count == 2 && !HealthNumbers.IsHealthNumberSystem(system)))
            return new FhirIssue("value", $"The directory knows health numbers and no other identifiers: {HealthNumbers.OntarioSystem}|number, or the number alone, without its version code. Others are searched within an open chart.");
        return Set(() => (Terms.HealthNumber, Terms.HealthNumberSystem) = (Escaping.Unescape(number), system));
    }

    private FhirIssue? TakeTelephone(string value)
    {
        var parts = Escaping.Split(value, '|');
        if (parts.Count > 2 || (parts.Count == 2 && parts[0] is not ("phone" or ""))) return new FhirIssue("value", "The directory holds telephone numbers and no other ways to reach somebody: phone=4165550142, or telecom=phone|4165550142.");
        return Set(() => Terms.Telephone = Escaping.Unescape(parts[^1]));
    }

    private FhirIssue? TakeGender(string value)
    {
        var code = Escaping.Split(value, '|')[^1];
        return code is "male" or "female" or "other" or "unknown" ? Set(() => Terms.Gender = code) : new FhirIssue("value", "gender is male, female, other or unknown.");
    }

    private FhirIssue? TakeCount(string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
            return new FhirIssue("value", $"_count is a number from 1 to {Most}. How many there are is not told without showing them: that would say who is here, one question at a time.");
        return Set(() => Count = Math.Min(count, Most));
    }

    private FhirIssue? TakeBirthDate(string value)
    {
        var prefix = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[..2] : "eq";
        if (prefix is not ("eq" or "ge" or "gt" or "le" or "lt") || !TryPeriod(char.IsAsciiLetter(value[0]) ? value[2..] : value, out var first, out var last))
            return new FhirIssue("value", "birthdate is YYYY, YYYY-MM or YYYY-MM-DD, alone or with eq, ge, gt, le or lt before it.");
        DateOnly? from = prefix switch { "eq" or "ge" => first, "gt" => last.AddDays(1), _ => null };
        DateOnly? to = prefix switch { "eq" or "le" => last, "lt" => first.AddDays(-1), _ => null };
        if (from is not null && (_from is null || from > _from)) _from = from;
        if (to is not null && (_to is null || to < _to)) _to = to;
        return null;
    }

    private static bool TryPeriod(string text, out DateOnly first, out DateOnly last)
    {
        bool Is(string form, out DateOnly date) => DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date.Year is > 1800 and < 9999;
        if (Is("yyyy-MM-dd", out first)) last = first;
        else if (Is("yyyy-MM", out first)) last = first.AddMonths(1).AddDays(-1);
        else if (Is("yyyy", out first)) last = first.AddYears(1).AddDays(-1);
        else last = default;
        return last != default;
    }

    private static FhirIssue Unknown(string name) => name switch
    {
        "_summary" or "_total" => new FhirIssue("not-supported", $"The directory tells no totals: {name} is not served. What fits is shown, up to {Most} people, and whether there are more."),
        "_sort" or "_page" => new FhirIssue("not-supported", $"The directory is not read through in order: {name} is not served. Say more of the person instead."),
        _ => new FhirIssue("not-supported", $"{Named(name)} is not searched in the directory, which knows {Known}. What is in charts is searched within an open chart: launch it, or ask for patient/… scopes."),
    };

    /// <summary>A parameter's name as it may stand in an answer.</summary>
    private static string Named(string name) => name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '.') ? name : "A parameter";

    private static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static FhirIssue? Set(Action set)
    {
        set();
        return null;
    }
}
