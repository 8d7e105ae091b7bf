using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Drill.Cohort;

namespace Holdfast.Drill.Searching;

/// <summary>One thing that is known of the cohort: of one patient (who they are), or of nobody in particular (a diagnosis, a drug, the words of a note).</summary>
/// <param name="HealthNumber">Of the patient whom it identifies; null when it does not identify anybody by itself.</param>
internal sealed record KnownFact(string Kind, string? HealthNumber);

/// <summary>
/// Everything that the attacker knows to look for, in every dress it might wear on a disk or in memory: UTF-8, UTF-16, JSON
/// with escaped accents, and base64 at each of its three alignments.
/// </summary>
internal sealed partial class KnownFacts
{
    /// <summary>Shorter words turn up by chance in a hundred megabytes of noise.</summary>
    private const int ShortestWord = 7;

    private readonly List<KnownFact> _facts = [];
    private readonly HashSet<string> _words = [];

    public WordSearch Search { get; } = new();

    public KnownFact this[int label] => _facts[label];

    /// <summary>How many different words are looked for.</summary>
    public int Words => _words.Count;

    /// <param name="folder">The cohort's FHIR files, for diagnoses, drugs and note words.</param>
    public static KnownFacts Of(IEnumerable<SyntheticPatient> patients, string folder)
    {
        var known = new KnownFacts();
        foreach (var patient in patients)
        {
            known.Identify(patient);
            known.TextsOf(Path.Combine(folder, patient.File));
        }

        foreach (var member in Staff.All) known.Add("staff name", member.Name, null);
        return known;
    }

    private void Identify(SyntheticPatient patient)
    {
        var number = patient.HealthNumber;
        Add("health number", number, number);
        Add("telephone", patient.Telephone, number);
        Add("telephone", patient.Telephone.Replace("-", ""), number);
        Add("address", $"{patient.Street}", number);
        Add("name", patient.FullName, number);
        Add("name", $"{patient.Family}, {patient.Given[0]}", number);
        Add("family name", patient.Family, null);
        Add("next of kin", patient.Kin.Telephone, number);
    }

    /// <summary>The texts of the chart itself: coded texts, drug names, dosages, whole notes.</summary>
    private void TextsOf(string file)
    {
        using var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var bundle = JsonDocument.Parse(zip);
        foreach (var entry in bundle.RootElement.GetProperty("entry").EnumerateArray())
        {
            var resource = entry.GetProperty("resource");
            switch (resource.GetProperty("resourceType").GetString())
            {
                case "Condition" or "Procedure" or "AllergyIntolerance" or "Flag":
                    Add("diagnosis, operation, allergy or alert", resource.GetProperty("code").GetProperty("text").GetString()!, null);
                    break;
                case "MedicationRequest":
                    Add("drug", resource.GetProperty("medicationCodeableConcept").GetProperty("text").GetString()!, null);
                    break;
                case "Composition":
                    var words = Tags().Replace(resource.GetProperty("section")[0].GetProperty("text").GetProperty("div").GetString()!, "");
                    foreach (var sentence in words.Split(". ").Where(s => s.Length > 20)) Add("words of a note", sentence[..Math.Min(48, sentence.Length)], null);
                    break;
            }
        }
    }

    private void Add(string kind, string word, string? healthNumber)
    {
        if (word.Length < ShortestWord || !_words.Add(word)) return;
        var label = _facts.Count;
        _facts.Add(new KnownFact(kind, healthNumber));
        var utf8 = Encoding.UTF8.GetBytes(word);
        Search.Add(utf8, label);
        Search.Add(Encoding.Unicode.GetBytes(word), label);
        if (word.Any(c => c > 127)) Search.Add(Encoding.ASCII.GetBytes(string.Concat(word.Select(c => c > 127 ? $"\\u{(int)c:x4}" : $"{c}"))), label);
        for (var alignment = 0; alignment < 3; alignment++)
            if (Base64Core(utf8, alignment) is { Length: >= 8 } core) Search.Add(core, label);
    }

    /// <summary>The characters of a base64 text that depend on these bytes alone, when they begin at this alignment.</summary>
    private static byte[] Base64Core(byte[] word, int alignment)
    {
        byte[] padded = [.. new byte[alignment], .. word];
        var text = Convert.ToBase64String(padded);
        var from = alignment == 0 ? 0 : alignment + 1;
        var whole = padded.Length / 3 * 4;
        return Encoding.ASCII.GetBytes(text[Math.Min(from, whole)..whole]);
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();
}
