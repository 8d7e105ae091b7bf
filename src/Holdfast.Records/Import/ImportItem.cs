using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Import;

/// <summary>One resource of the input: where it stands, its JSON, and the id that it will have.</summary>
/// <param name="File">The file it came from.</param>
/// <param name="Path">Where in the file.</param>
/// <param name="FullUrl">The Bundle entry's fullUrl, or null.</param>
internal sealed partial record ImportItem(string File, string Path, string? FullUrl, JsonElement Json, string Type, string Id)
{
    public string Reference => $"{Type}/{Id}";

    /// <summary>
    /// Checks it and gives it an id: its own; else the one in its fullUrl; else one made from its content, so that the same
    /// input gives the same id again. Null, with the reasons listed, when it cannot go in.
    /// </summary>
    public static ImportItem? Examine(string file, string path, string? fullUrl, JsonElement json, ProblemList problems)
    {
        if (ResourceParser.TypeOf(json) is not { } type || !ResourceParser.IsKnownType(type))
        {
            problems.Add(file, path, "has no resourceType that FHIR R4 knows");
            return null;
        }

        if (!Compartment.IsStored(type)) return Refused($"a {type} inside another is not imported; give it as a file of its own");
        var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json);
        if (raw.Length > ImportLimits.LargestResource) return Refused($"is larger than {ImportLimits.LargestResource / 1024 / 1024} MiB; large attachments belong into Binary uploads");
        var faults = ResourceParser.Validate(raw);
        if (faults.Count > 0)
        {
            var first = faults[0];
            var more = faults.Count > 1 ? $" (and {faults.Count - 1} more)" : "";
            problems.Add(new ImportProblem(file, path, type, $"{type}{(first.Path is { Length: > 0 } at ? " at " + at : "")}: {first.Details}{more}") { Why = $"not valid: {WithoutPlaces().Replace(first.Details, "")}", Faults = faults });
            return null;
        }

        var own = json.TryGetProperty("id"u8, out var given) ? given.GetString() : null;
        var id = own ?? IdIn(fullUrl) ?? "c" + Convert.ToHexStringLower(SHA256.HashData(raw).AsSpan(0, 16));
        if (!ResourceParser.IsId(id)) return Refused("its id must be 1 to 64 letters, digits, - or .");
        var item = new ImportItem(file, path, fullUrl, json, type, id);
        foreach (var number in SensitiveNumbers.In(json)) problems.Add(item, number);
        return item;

        ImportItem? Refused(string problem)
        {
            problems.Add(new ImportProblem(file, path, type, problem));
            return null;
        }
    }

    /// <summary>The parser's messages repeat the place, which would count each item's fault apart.</summary>
    [GeneratedRegex(@" '[A-Za-z]+[.\[][^']*'", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex WithoutPlaces();

    private static string? IdIn(string? fullUrl)
    {
        if (fullUrl is null) return null;
        var id = fullUrl[(fullUrl.LastIndexOfAny(['/', ':']) + 1)..];
        return ResourceParser.IsId(id) ? id : null;
    }
}
