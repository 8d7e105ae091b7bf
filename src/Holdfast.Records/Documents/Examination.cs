using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Holdfast.Records.Fhir;
using Holdfast.Records.Store;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Documents;

/// <summary>What a look at the whole of a document came to.</summary>
internal abstract record Examined
{
    private Examined()
    {
    }

    public sealed record Taken(BlobManifest Manifest) : Examined;

    /// <summary>It is not what it says that it is, or the scanner found something: it goes.</summary>
    public sealed record Rejected(FhirAnswer.Refused Why, bool Infected) : Examined;

    /// <summary>It could not be looked at now: it stays, and can be finished later.</summary>
    public sealed record NotNow(FhirAnswer.Refused Why) : Examined;
}

/// <summary>
/// Looks at a document once more, as it lies sealed on the disk, before any row names it: hashes, content against type,
/// and the virus scanner, in one pass, one chunk in memory.
/// </summary>
internal sealed partial class Examination(RoleSettings settings, ILogger<Examination> log)
{
    private ScanPolicy? Policy => settings.Scan;

    /// <exception cref="DamagedDocumentException">The disk did not keep what it was given.</exception>
    public async Task<Examined> Run(Upload upload, CancellationToken cancellation)
    {
        var (type, length) = (upload.State.ContentType, upload.State.Final);
        if (Policy is { Required: true } policy && length > policy.LargestBytes)
            return new Examined.Rejected(new FhirAnswer.Refused(413, "too-long", $"The virus scanner here takes {policy.LargestBytes >> 20} MiB at most. Send the document in parts, or ask for StreamMaxLength in clamd.conf and scan.largestBytes in role.json to be raised."), false);
        var (scan, silence) = await BeginScan(length, cancellation);
        await using (scan)
        {
            var text = type == ContentTypes.PlainText ? new TextCheck() : null;
            var fits = true;
            var isFirst = true;
            var manifest = await upload.ReadBack(async part =>
            {
                if (isFirst) fits = ContentTypes.Fits(type, part.Span[..Math.Min(part.Length, ContentTypes.HeadLength)]);
                isFirst = false;
                fits = fits && text?.Take(part.Span) != false;
                if (fits && scan is not null && silence is null) silence = await Look(scan, part, cancellation);
            });
            if (!fits || text?.IsWhole == false) return new Examined.Rejected(Unfit(type), false);
            if (Policy is null) return new Examined.Taken(manifest);
            var verdict = silence is null ? await EndScan(scan!, cancellation) : new ScanVerdict.Silent(silence);
            return verdict switch
            {
                ScanVerdict.Clean => new Examined.Taken(manifest),
                ScanVerdict.Found => new Examined.Rejected(new FhirAnswer.Refused(422, "business-rule", "The virus scanner found something in this document. It was not taken in; the privacy office has been told. Have the device that it came from looked at."), true),
                ScanVerdict.Silent silent => Unscanned(silent.Why, manifest),
                _ => throw new InvalidOperationException($"{verdict.GetType().Name} is no verdict."),
            };
        }
    }

    public static FhirAnswer.Refused Unfit(string type) =>
        new(422, "invalid", $"What was sent is no {type}, or has something else hidden in it. Check the file, and send it with the Content-Type that it really has. {ContentTypes.Mend}", "Binary.contentType");

    private Examined Unscanned(string why, BlobManifest manifest)
    {
        LogUnscanned(why);
        return Policy!.Required
            ? new Examined.NotNow(new FhirAnswer.Refused(503, "transient", "The virus scanner does not answer, and nothing is taken in here that it has not seen. Send it again later; whoever runs this server finds the reason in its log."))
            : new Examined.Taken(manifest);
    }

    private async Task<(VirusScan? Scan, string? Silence)> BeginScan(long length, CancellationToken cancellation)
    {
        if (Policy is null) return (null, null);
        if (length > Policy.LargestBytes) return (null, "a document is longer than largestBytes in role.json");
        try
        {
            return (await VirusScan.Begin(Policy, cancellation), null);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return (null, "there is nobody at scan.clamd of role.json; is clamav-daemon running?");
        }
    }

    private static async Task<string?> Look(VirusScan scan, ReadOnlyMemory<byte> part, CancellationToken cancellation)
    {
        try
        {
            await scan.Look(part, cancellation);
            return null;
        }
        catch (SocketException)
        {
            return "it hung up; is its StreamMaxLength less than largestBytes in role.json?";
        }
    }

    private static async Task<ScanVerdict> EndScan(VirusScan scan, CancellationToken cancellation)
    {
        try
        {
            return await scan.End(cancellation);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new ScanVerdict.Silent("it did not answer");
        }
    }

    /// <summary>UTF-8 to the last byte, without the control characters that text has no use for.</summary>
    private sealed class TextCheck
    {
        private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        private readonly char[] _characters = new char[8 * 1024];

        public bool IsWhole
        {
            get
            {
                try
                {
                    return _decoder.GetCharCount([], flush: true) == 0;
                }
                catch (DecoderFallbackException)
                {
                    return false;
                }
            }
        }

        public bool Take(ReadOnlySpan<byte> bytes)
        {
            try
            {
                while (bytes.Length > 0)
                {
                    _decoder.Convert(bytes, _characters, flush: false, out var used, out var made, out _);
                    if (_characters.AsSpan(0, made).ContainsAny(Controls)) return false;
                    bytes = bytes[used..];
                }

                return true;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }

        private static readonly SearchValues<char> Controls =
            SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r' or '\f')), '\u007F']);
    }

    [LoggerMessage(LogLevel.Warning, "A document was not looked at for viruses: {Why}.")]
    private partial void LogUnscanned(string why);
}
