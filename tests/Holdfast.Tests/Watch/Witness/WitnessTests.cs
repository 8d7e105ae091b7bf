using System.Net;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Tests.Watch.Witness;

/// <summary>The C2SP witness protocol through the running listener, over mutual TLS.</summary>
public class WitnessTests
{
    [Fact]
    public async Task Each_request_gets_the_status_that_the_specification_names()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(3);
        await here.Start();
        using var keyholder = here.Internal("keyholder");
        var three = Note(here.LedgerFolder);
        Assert.Equal((HttpStatusCode.BadRequest, ""), await Send(keyholder, "gibberish"));
        Assert.Equal((HttpStatusCode.BadRequest, ""), await Send(keyholder, Request(4, [], three)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ""), await Send(keyholder, Request(0, [new byte[32]], three)));

        var (status, cosignature) = await Send(keyholder, Request(0, [], three));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith($"— holdfast.internal/watch/{WatchInstallation.Installation} ", cosignature);
        Assert.True(SignedNote.TryParse(three, out var note) && SignedNote.TryParseSignatures(cosignature, out _));

        Assert.Equal((HttpStatusCode.Conflict, "3\n"), await Send(keyholder, Request(0, [], three)));
        await here.AppendMany(2);
        var proof = here.Ledger.ConsistencyProof(3, 5);
        var five = Note(here.LedgerFolder);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ""), await Send(keyholder, Request(3, [], five)));
        Assert.Equal(HttpStatusCode.OK, (await Send(keyholder, Request(3, proof, five))).Status);
        Assert.Equal((HttpStatusCode.Conflict, "5\n"), await Send(keyholder, Request(3, proof, five)));

        using var stranger = NoteSigner.Create("example.org/other");
        LedgerWriter.Create(here["strange"], stranger);
        Assert.Equal((HttpStatusCode.NotFound, ""), await Send(keyholder, Request(0, [], Note(here["strange"]))));
        using var namesake = NoteSigner.Create(here.LogKey.Name);
        LedgerWriter.Create(here["namesake"], namesake);
        Assert.Equal((HttpStatusCode.Forbidden, ""), await Send(keyholder, Request(0, [], Note(here["namesake"]))));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ""), await Send(keyholder, new string('x', WitnessRequest.MaxLength + 1)));
    }

    [Fact]
    public async Task What_was_cosigned_is_on_the_disk_and_is_remembered_by_the_next_run()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(3);
        await here.Start();
        using (var keyholder = here.Internal("keyholder")) Assert.Equal(HttpStatusCode.OK, (await Send(keyholder, Request(0, [], Note(here.LedgerFolder)))).Status);
        await here.Role.DisposeAsync();
        await here.Start();
        using var again = here.Internal("keyholder");
        Assert.Equal((HttpStatusCode.Conflict, "3\n"), await Send(again, Request(0, [], Note(here.LedgerFolder))));
        var read = await again.GetStringAsync($"/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(here.LogKey.Name)))}/checkpoint");
        Assert.Contains("\n3\n", read);
        Assert.Equal(HttpStatusCode.NotFound, (await again.GetAsync($"/{new string('0', 64)}/checkpoint")).StatusCode);
    }

    [Fact]
    public async Task Only_the_keyholder_submits()
    {
        await using var here = await WatchInstallation.Make();
        await here.Start();
        using var records = here.Internal("records");
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(records, Request(0, [], Note(here.LedgerFolder)))).Status);
        using var nobody = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { BaseAddress = new Uri(here.Role.Internal.Urls.First()) };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => nobody.GetAsync("/"));
    }

    [Fact]
    public async Task Nothing_is_cosigned_that_contradicts_the_entries_held_here()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(4);
        await here.Start();
        await here.Follow();
        using var keyholder = here.Internal("keyholder");
        // By the book a witness that has seen nothing takes any first checkpoint; this one has the entries.
        var forged = Note(await here.Rewrite("forged", WatchInstallation.Text("a"), WatchInstallation.Text("b")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ""), await Send(keyholder, Request(0, [], forged)));
        Assert.Equal(HttpStatusCode.OK, (await Send(keyholder, Request(0, [], Note(here.LedgerFolder)))).Status);
    }

    [Fact]
    public async Task After_two_histories_were_seen_nothing_more_is_cosigned()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(2);
        await here.Start();
        await here.Follow();
        here.Keyholder.Folder = await here.Rewrite("forged", WatchInstallation.Text("a"), WatchInstallation.Text("b"), WatchInstallation.Text("c"));
        await here.Follow();
        using var keyholder = here.Internal("keyholder");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ""), await Send(keyholder, Request(0, [], Note(here.Keyholder.Folder))));
        await here.AppendMany(4);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ""), await Send(keyholder, Request(0, [], Note(here.LedgerFolder))));
    }

    private static string Note(string ledger) => new LedgerReader(ledger).ReadCheckpointNote();

    private static string Request(long old, IReadOnlyList<byte[]> proof, string note) =>
        $"old {old}\n{string.Concat(proof.Select(h => Convert.ToBase64String(h) + "\n"))}\n{note}";

    /// <summary>The status, and the body where the specification gives it a meaning.</summary>
    private static async Task<(HttpStatusCode Status, string Body)> Send(HttpClient client, string body)
    {
        using var response = await client.PostAsync("/add-checkpoint", new StringContent(body));
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == HttpStatusCode.Conflict) Assert.Equal("text/x.tlog.size", response.Content.Headers.ContentType!.MediaType);
        return (response.StatusCode, response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict ? text : "");
    }
}
