using System.Globalization;
using System.Net;

namespace Holdfast.Ledger;

/// <summary>What a witness made of our checkpoint.</summary>
public abstract record WitnessOutcome
{
    private WitnessOutcome()
    {
    }

    /// <summary>It signed this size; the note carries its signature, which we checked.</summary>
    public sealed record Cosigned(long Size, SignedNote Note) : WitnessOutcome;

    /// <summary>It has seen more than we have: our ledger was rolled back. Release no key.</summary>
    public sealed record Ahead(long Size) : WitnessOutcome;

    /// <summary>What it has seen is not the beginning of our ledger (or it does not know our key): ours was rewritten. Release no key.</summary>
    public sealed record Contradicted(int Status, string Detail) : WitnessOutcome;

    /// <summary>It could not be asked, or its answer makes no sense. Nothing is known.</summary>
    public sealed record Silent(string Detail) : WitnessOutcome;
}

/// <summary>
/// The log's side of a witness (c2sp.org/tlog-witness). Begins with <c>old 0</c>, so that at every start the witness says
/// how much it has seen. One caller at a time.
/// </summary>
/// <param name="http">With the witness's address as its base, the prefix ending in a slash, and a timeout.</param>
public sealed class WitnessClient(HttpClient http, NoteVerifier witness)
{
    /// <summary>An answer is a few signature lines or a number.</summary>
    private const int MaxAnswerLength = 16 * 1024;

    private const int MaxRounds = 3;

    private long _seen;

    /// <summary>Submits the newest checkpoint, adds the cosignature to the ledger, and says how it went.</summary>
    public async Task<WitnessOutcome> Submit(LedgerWriter writer, CancellationToken cancellation)
    {
        for (var round = 0; round < MaxRounds && _seen <= writer.Size; round++)
        {
            await writer.WaitForCheckpoint(_seen, cancellation).ConfigureAwait(false);
            if (!SignedNote.TryParse(writer.PublishedCheckpoint, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint))
                throw new InvalidOperationException("The ledger published what is not a checkpoint.");
            var request = new WitnessRequest(_seen, writer.ConsistencyProof(_seen, checkpoint.Size), note);
            if (Read(await Post(request, cancellation).ConfigureAwait(false), note, checkpoint) is not { } outcome) continue;
            if (outcome is WitnessOutcome.Cosigned cosigned) writer.AddCosignature(cosigned.Note);
            return outcome;
        }

        return _seen > writer.Size ? new WitnessOutcome.Ahead(_seen) : new WitnessOutcome.Silent("The witness names another size each time it is asked.");
    }

    /// <summary>The outcome, or null when the witness named its size and is to be asked again from there.</summary>
    private WitnessOutcome? Read(WitnessAnswer answer, SignedNote note, Checkpoint checkpoint)
    {
        switch (answer.Status)
        {
            case 200 when SignedNote.TryParseSignatures(answer.Body, out var lines) && note.With(Own(lines)) is var cosigned && cosigned.Check(witness) == NoteSignatureState.Good:
                _seen = checkpoint.Size;
                return new WitnessOutcome.Cosigned(checkpoint.Size, cosigned);
            case 200:
                return new WitnessOutcome.Silent($"The answer is not signed by {witness.Name}. Is witness.vkey the witness's key?");
            case 409 when long.TryParse(answer.Body.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                _seen = size;
                return null;
            case 403 or 404 or 422:
                return new WitnessOutcome.Contradicted(answer.Status, answer.Body.Trim());
            case 0:
                return new WitnessOutcome.Silent($"The witness cannot be reached: {answer.Body}");
            default:
                return new WitnessOutcome.Silent($"The witness answered {answer.Status}.");
        }
    }

    // One line of the witness's own: it has no say in what else our note carries.
    private List<NoteSignature> Own(IReadOnlyList<NoteSignature> lines) => [.. lines.Where(line => line.Name == witness.Name && line.KeyId == witness.KeyId).Take(1)];

    private async Task<WitnessAnswer> Post(WitnessRequest request, CancellationToken cancellation)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "add-checkpoint") { Content = new ByteArrayContent(request.Format()), Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher };
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(MaxAnswerLength, cancellation).ConfigureAwait(false);
            return new WitnessAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new WitnessAnswer(0, "", e.Message); // no HTTP status: it was not reached
        }
    }
}
