using System.Text;
using Holdfast.Records.Documents;
using Holdfast.Records.Verify;
using Holdfast.Tests.Ledger;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Records.Documents;

/// <summary>What whoever administers the disk can do to documents, and who sees it.</summary>
public class DamagedDocumentTests
{
    private const int Sealed = SealedChunk.SealedLength;

    public static TheoryData<string> Ways => ["flip", "cut", "cut at a piece", "grow", "reorder", "swap", "delete", "former"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_altered_document_is_shown_and_the_ledger_and_verify_name_it(string way)
    {
        await using var records = await RecordsUnderTest.Start();
        using var ledger = new TestLedger();
        using var app = await records.OpenChart();
        var ids = new[] { (await app.PostBytes(Sent.Pdf(4 * SealedChunk.ContentLength))).NewId(), (await app.PostBytes(Sent.Pdf(4 * SealedChunk.ContentLength))).NewId() };
        var files = records.Blobs();
        Assert.Equal(0, (await Verify(records, ledger)).Code);
        Damage(way, files[0], files[1]);
        var answers = new List<bool>();
        foreach (var id in ids) answers.Add(await IsShown(app, id));
        Assert.Equal(way == "swap" ? [false, false] : [false, true], answers.Order());
        await RecordsUnderTest.Eventually(() => !records.State.Gaps.IsEmpty);
        Assert.All(records.State.Gaps, gap => Assert.Equal(way == "delete" ? "missing" : "edited", gap.Kind));
        var (code, said) = await Verify(records, ledger);
        Assert.Equal(1, code);
        Assert.Contains(way == "delete" ? "a document of row" : "was edited", said);
        // The rest of the chart is none the worse.
        Assert.Equal(200, (await app.Get($"Patient/{app.Patient}")).Status);
    }

    private static async Task<bool> IsShown(AppUnderTest app, string id)
    {
        try
        {
            return (await app.GetBytes($"Binary/{id}", ("Accept", "*/*"))).Answer.Status == 200;
        }
        catch (HttpRequestException)
        {
            return false; // the connection ended in the middle
        }
    }

    private static void Damage(string way, string file, string other)
    {
        var bytes = File.ReadAllBytes(file);
        switch (way)
        {
            case "flip":
                bytes[^40] ^= 1; // in the last piece: found when it is reached
                break;
            case "cut":
                bytes = bytes[..^1];
                break;
            case "cut at a piece":
                bytes = bytes[..^Sealed];
                break;
            case "grow":
                bytes = [.. bytes, .. new byte[Sealed]];
                break;
            case "reorder":
                bytes = [.. bytes[..Sealed], .. bytes[(2 * Sealed)..(3 * Sealed)], .. bytes[Sealed..(2 * Sealed)], .. bytes[(3 * Sealed)..]];
                break;
            case "swap":
                File.WriteAllBytes(file, File.ReadAllBytes(other));
                bytes = bytes[..];
                File.WriteAllBytes(other, bytes);
                return;
            case "former":
                bytes = [.. bytes[..Sealed], .. File.ReadAllBytes(other)[Sealed..(2 * Sealed)], .. bytes[(2 * Sealed)..]];
                break;
            case "delete":
                File.Delete(file);
                return;
        }

        File.WriteAllBytes(file, bytes);
    }

    private static async Task<(int Code, string Said)> Verify(RecordsUnderTest records, TestLedger ledger)
    {
        if (Directory.Exists(ledger.Root)) Directory.Delete(ledger.Root, recursive: true);
        ledger.Create();
        await using (var writer = ledger.Open())
            foreach (var (chart, from, head, rows) in records.State.Heads)
            {
                var list = string.Join(',', rows.Select(r => $"[\"{r.RecordClass}\",\"{Convert.ToHexStringLower(r.Hash.Span)}\"]"));
                var entry = $$"""{"v":1,"t":1,"kind":"head","chart":"{{chart}}","from":{{from}},"sequence":{{head.Sequence}},"hash":"{{Convert.ToHexStringLower(head.Hash.Span)}}","rows":[{{list}}]}""";
                await writer.WaitForCheckpoint(await writer.Append(Encoding.UTF8.GetBytes(entry), default) + 1, default);
            }

        await using var said = new StringWriter();
        return (await VerifyVerb.Run(new VerifyOptions(records.Folder, ledger.Root, Json: false), TextWriter.Null, said), said.ToString());
    }
}
