using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>The watch's witness in this process, behind the keyholder's HTTP client. It can fall silent.</summary>
internal sealed class TestWitness : IDisposable
{
    private readonly NoteSigner _signer;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private WitnessState? _state;

    public TestWitness(string folder, string installation, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        _signer = NoteSigner.CreateCosigner($"holdfast.internal/watch/{installation}");
        WitnessState.Create(folder);
    }

    public string VerifierKey => _signer.VerifierKey;

    public bool Silent { get; set; }

    /// <summary>How many checkpoints it was asked to sign.</summary>
    public int Asked { get; private set; }

    public void Follow(string logVkey) => _state = WitnessState.Open(_folder, _signer, [NoteVerifier.Parse(logVkey)], _time);

    public HttpMessageHandler Handler() => new Wire(this);

    public void Dispose() => _signer.Dispose();

    private sealed class Wire(TestWitness witness) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            if (witness.Silent) throw new HttpRequestException("nobody answers");
            witness.Asked++;
            Assert.Equal("https://watch.test:1/add-checkpoint", request.RequestUri!.ToString());
            var answer = witness._state!.AddCheckpoint(await request.Content!.ReadAsByteArrayAsync(cancellation));
            return new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body) };
        }
    }
}
