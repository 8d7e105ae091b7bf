using System.Text;
using CsCheck;
using Holdfast.Drill.Searching;

namespace Holdfast.Tests.Drill.Searching;

public class WordSearchTests
{
    [Fact]
    public void It_finds_exactly_what_a_plain_search_finds() =>
        Gen.Select(Gen.Byte[97, 99].Array[1, 4].Array[1, 6], Gen.Byte[97, 99].Array[0, 200]).Sample((words, text) =>
        {
            var expected = words.SelectMany((word, label) => Positions(text, word).Select(end => (label, end))).Order().ToList();
            Assert.Equal(expected, Find(words, [text]));
        });

    [Fact]
    public void A_word_across_two_pieces_is_found() =>
        Gen.Select(Gen.Byte[97, 99].Array[2, 4], Gen.Byte[97, 99].Array[1, 60], Gen.Int[0, 60]).Sample((word, text, at) =>
        {
            var cut = Math.Min(at, text.Length);
            return Find([word], [text]).Count == Find([word], [text[..cut], text[cut..]]).Count;
        });

    [Fact]
    public void A_name_is_found_in_every_dress_that_it_might_wear()
    {
        var seed = new Holdfast.Drill.Cohort.SeededNumbers(4242);
        var maker = new Holdfast.Drill.Cohort.PatientMaker(seed, new DateOnly(2026, 11, 20));
        var patient = Enumerable.Range(0, 50).Select(maker.Make).First(p => p.FullName.Contains('é'));
        var folder = Directory.CreateTempSubdirectory("holdfast-known-").FullName;
        try
        {
            Holdfast.Drill.Cohort.FhirJson.WriteGzip(Path.Combine(folder, patient.File), Holdfast.Drill.Cohort.PatientBundle.Make(seed, patient, [], new DateOnly(2026, 9, 1)));
            var known = KnownFacts.Of([patient], folder);
            var name = $"x{patient.FullName}y";
            foreach (var dress in new[]
            {
                Encoding.UTF8.GetBytes(name), Encoding.Unicode.GetBytes(name), [0, .. Encoding.Unicode.GetBytes(name)],
                Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(name))),
                Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + name))),
                Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("xx" + name))),
                Encoding.UTF8.GetBytes(string.Concat(name.Select(c => c > 127 ? $"\\u{(int)c:x4}" : $"{c}"))),
                File.ReadAllBytes(Path.Combine(folder, patient.File)),
            })
            {
                var loot = Directory.CreateDirectory(Path.Combine(folder, "loot")).FullName;
                File.WriteAllBytes(Path.Combine(loot, "stolen"), dress);
                var findings = new Findings(known);
                StolenFiles.Search(loot, findings);
                Assert.Contains(patient.HealthNumber, findings.Patients);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<(int Label, int End)> Find(byte[][] words, byte[][] pieces)
    {
        var search = new WordSearch();
        for (var i = 0; i < words.Length; i++) search.Add(words[i], i);
        var found = new List<(int, int)>();
        var position = default(WordSearch.Position);
        var before = 0;
        foreach (var piece in pieces)
        {
            var offset = before;
            search.Search(piece, ref position, (label, end) => found.Add((label, end + offset)));
            before += piece.Length;
        }

        found.Sort();
        return found;
    }

    private static IEnumerable<int> Positions(byte[] text, byte[] word)
    {
        for (var i = 0; i + word.Length <= text.Length; i++)
            if (text.AsSpan(i, word.Length).SequenceEqual(word)) yield return i + word.Length;
    }
}
