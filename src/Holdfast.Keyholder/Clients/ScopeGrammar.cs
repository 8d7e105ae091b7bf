using System.Text.RegularExpressions;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Clients;

/// <summary>"patient/Observation.rs": one level, one resource type or "*", and letters out of c r u d s in this order.</summary>
internal sealed record ResourceScope(string Level, string Type, string Letters)
{
    public const string AllLetters = "cruds";

    public bool Reads => Letters.AsSpan().IndexOfAny("rs") >= 0;

    public bool Writes => Letters.AsSpan().IndexOfAny("cud") >= 0;

    public string Text => $"{Level}/{Type}.{Letters}";

    /// <summary>What both allow; null when that is nothing.</summary>
    public ResourceScope? And(ResourceScope other)
    {
        if (Level != other.Level || (Type != other.Type && Type != "*" && other.Type != "*")) return null;
        var letters = string.Concat(Letters.Where(other.Letters.Contains));
        return letters.Length == 0 ? null : new ResourceScope(Level, Type == "*" ? other.Type : Type, letters);
    }
}

/// <summary>
/// Scopes of SMART App Launch 2.2, read strictly.
/// <code>
/// plain     launch | launch/patient | openid | fhirUser | profile | online_access | offline_access
/// resource  (patient | system) "/" ("*" | Type) "." letters       letters: c r u d s, in this order, at least one
///           ... or, of SMART 1.0, "read" (rs), "write" (cud), "*" (cruds)
/// search    "user/Patient." ("s" | "rs" | "read")                 the directory, and no chart: it is granted as "s"
/// </code>
/// What is well formed and not served (other user/…, encounter contexts) is not granted, and the answer tells what was. A scope
/// with search parameters (?…) would be narrower than what we would give, so it is refused in words instead.
/// </summary>
internal sealed partial class ScopeSet
{
    /// <summary>An application that names each of the hundred types that it reads needs some 3,000 characters.</summary>
    public const int LongestText = 4096;

    private const int MostScopes = 128;

    private static readonly string[] PlainInOrder = ["launch", "launch/patient", "openid", "fhirUser", "profile", "online_access", "offline_access"];

    private static readonly ResourceScope Search = new("user", "Patient", "s");

    private readonly SortedSet<string> _plain;
    private readonly List<ResourceScope> _resources;

    private ScopeSet(IEnumerable<string> plain, IEnumerable<ResourceScope> resources)
    {
        _plain = new SortedSet<string>(plain, Comparer<string>.Create((a, b) => Array.IndexOf(PlainInOrder, a) - Array.IndexOf(PlainInOrder, b)));
        _resources = [.. resources.GroupBy(r => (r.Level, r.Type)).Select(same => new ResourceScope(same.Key.Level, same.Key.Type, string.Concat(ResourceScope.AllLetters.Where(c => same.Any(r => r.Letters.Contains(c))))))];
    }

    public IReadOnlyList<ResourceScope> Resources => _resources;

    /// <summary>The scopes as the token answer gives them.</summary>
    public string Text => string.Join(' ', _plain.Concat(_resources.Select(r => r.Text)));

    public bool Has(string plain) => _plain.Contains(plain);

    /// <param name="unserved">Well formed, but nothing that is given here.</param>
    /// <returns>Null when the text is refused; <paramref name="problem"/> then says why.</returns>
    public static ScopeSet? Read(string text, out IReadOnlyList<string> unserved, out string problem)
    {
        (unserved, problem) = ([], "");
        if (text.Length is 0 or > LongestText) return Refuse("scope is missing or too long", out problem);
        var asked = text.Split(' ');
        if (asked.Length > MostScopes || asked.Any(s => s.Length == 0)) return Refuse($"scope is at most {MostScopes} scopes with one space between two", out problem);
        if (asked.Any(s => s.Contains('?', StringComparison.Ordinal)))
            return Refuse("scopes with search parameters (?…) are not served: ask for the type without them", out problem);
        if (asked.Any(s => s.Any(c => c is < '!' or > '~' or '"' or '\\'))) return Refuse("a scope has characters that RFC 6749 does not allow", out problem);
        var (plain, resources, others) = (new List<string>(), new List<ResourceScope>(), new List<string>());
        foreach (var scope in asked)
        {
            if (PlainInOrder.Contains(scope, StringComparer.Ordinal)) plain.Add(scope);
            else if (scope is "user/Patient.s" or "user/Patient.rs" or "user/Patient.read") resources.Add(Search);
            else if (Resource().Match(scope) is { Success: true } match && LettersOf(match.Groups["letters"].Value) is { Length: > 0 } letters)
                resources.Add(new ResourceScope(match.Groups["level"].Value, match.Groups["type"].Value, letters));
            else others.Add(scope);
        }

        unserved = others;
        return new ScopeSet(plain, resources);
    }

    /// <summary>What of this set the other allows too: never more than either.</summary>
    public ScopeSet Within(ScopeSet allowed) =>
        new(_plain.Where(allowed._plain.Contains), _resources.SelectMany(asked => allowed._resources.Select(asked.And)).OfType<ResourceScope>());

    /// <summary>It asks for charts of patients.</summary>
    public bool AsksForCharts => _resources.Any(r => r.Level == "patient");

    /// <summary>It asks for the directory.</summary>
    public bool AsksToSearch => _resources.Contains(Search);

    public ScopeSet OfLevel(string level) => new(_plain, _resources.Where(r => r.Level == level));

    public ScopeSet Without(params string[] plain) => new(_plain.Except(plain), _resources);

    public ScopeSet With(string plain) => new(_plain.Append(plain), _resources);

    /// <summary>identity, clinical or documents: does any scope read resources of it?</summary>
    public bool Reads(string content) => _resources.Any(r => r.Reads && Reaches(r, content));

    public bool Writes(string content) => _resources.Any(r => r.Writes && Reaches(r, content));

    public bool WritesAnything => _resources.Any(r => r.Writes);

    private static bool Reaches(ResourceScope scope, string content) => scope.Type == "*" || RecordClass.OfType(scope.Type).Text == content;

    private static string LettersOf(string letters) => letters switch
    {
        "read" => "rs",
        "write" => "cud",
        "*" => ResourceScope.AllLetters,
        _ => letters,
    };

    private static ScopeSet? Refuse(string why, out string problem)
    {
        problem = why;
        return null;
    }

    [GeneratedRegex(@"\A(?<level>patient|system)/(?<type>\*|[A-Z][A-Za-z]{1,39})\.(?<letters>c?r?u?d?s?|read|write|\*)\z")]
    private static partial Regex Resource();
}
