using Google.Protobuf;
using Grpc.Core;
using Holdfast.Drill.Installations;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// The keyholder as seen by code in records: its certificate and its live run, everything the contract offers, and every
/// guess at what the contract might give by mistake.
/// </summary>
internal sealed class StolenCertificate : IDisposable
{
    private static readonly ByteString Guess = ByteString.CopyFrom(Enumerable.Repeat((byte)7, 16).ToArray());

    private readonly InternalTls _tls;
    private readonly Grpc.Net.Client.GrpcChannel _channel;
    private readonly ByteString _instance;

    public StolenCertificate(ThrowAway installation)
    {
        var folder = Path.Combine(installation.Data, "records");
        _tls = InternalTls.Load(folder);
        _channel = _tls.ConnectToKeyholder(RoleSettings.Load(folder, "records"));
        // Its own run's id is in the memory of the process that the attacker sits in; the ledger shows it as well.
        var start = LedgerEntries.Read(installation.Data).Last(e => e.Kind == "start" && e.Text("node") == _tls.Identity.Node);
        _instance = ByteString.CopyFrom(Convert.FromHexString(start.Text("instance")));
    }

    /// <summary>Attempts that were answered with a refusal.</summary>
    public int Refused { get; private set; }

    /// <summary>What was given that should not have been; empty is good.</summary>
    public List<string> Given { get; } = [];

    /// <summary>Subkeys that came out of the attempts.</summary>
    public List<ReleasedKey> Keys { get; } = [];

    /// <param name="charts">Every chart id in the record store.</param>
    public async Task TryEverything(IReadOnlyList<ChartId> charts)
    {
        await TryOthersServices();
        foreach (var chart in charts) await TryChart(chart);
    }

    /// <summary>The services of desk, watch and import: not one method may answer records' certificate.</summary>
    private async Task TryOthersServices()
    {
        var signIn = new SignIn.SignInClient(_channel);
        var desk = new DeskWork.DeskWorkClient(_channel);
        var watch = new WatchWork.WatchWorkClient(_channel);
        var imports = new Imports.ImportsClient(_channel);
        var forged = new SignedStatement { Jws = "e30.e30.AAAA" };
        await Try("BeginSignIn", signIn.BeginSignInAsync(new BeginSignInRequest()), r => r.Refusal);
        await Try("BeginEnrolment", signIn.BeginEnrolmentAsync(new BeginEnrolmentRequest { Link = new string('A', 43) }), r => r.Refusal);
        await Try("FinishEnrolment", signIn.FinishEnrolmentAsync(new FinishEnrolmentRequest { Link = new string('A', 43) }), r => r.Refusal);
        await Try("FinishSignIn", signIn.FinishSignInAsync(new FinishSignInRequest()), r => r.Refusal);
        await Try("SignOut", signIn.SignOutAsync(forged), r => r.Refusal);
        await Try("MyDay", desk.MyDayAsync(forged), r => r.Refusal);
        await Try("Find", desk.FindAsync(forged), r => r.Refusal);
        await Try("Admit", desk.AdmitAsync(forged), r => r.Refusal);
        await Try("Staff", desk.StaffAsync(forged), r => r.Refusal);
        await Try("Assign", desk.AssignAsync(forged), r => r.Refusal);
        await Try("Launch", desk.LaunchAsync(forged), r => r.Refusal);
        await Try("Open", desk.OpenAsync(forged), r => r.Refusal);
        await Try("Look", watch.LookAsync(forged), r => r.Refusal);
        await Try("ReadReason", watch.ReadReasonAsync(forged), r => r.Refusal);
        await Try("BeginImport", imports.BeginImportAsync(new BeginImportRequest { Instance = _instance, Service = "synthea" }), r => r.Refusal, r => Keep(r.Provider));
        await Try("AdmitImported", imports.AdmitImportedAsync(new AdmitImportedRequest { Instance = _instance, Grant = Guess, SourceKey = "x", Directory = new DirectoryEntry() }), r => r.Refusal, r => Keys.AddRange(r.Keys));
        await Try("EndImport", imports.EndImportAsync(new EndImportRequest { Instance = _instance, Grant = Guess }), r => r.Refusal);
    }

    /// <summary>Records' own service, asked for a chart without anybody's grant: with the chart's id as code, as token, as grant.</summary>
    private async Task TryChart(ChartId chart)
    {
        var keys = new ChartKeys.ChartKeysClient(_channel);
        await Try("Redeem", keys.RedeemAsync(new RedeemRequest { Instance = _instance, Code = chart.ToString(), CodeVerifier = new string('a', 43), ClientId = "holdfast-chart", RedirectUri = "", DpopProof = "e30.e30.AAAA" }), r => r.Refusal, Keep);
        await Try("Refresh", keys.RefreshAsync(new RefreshRequest { Instance = _instance, RefreshToken = chart.ToString(), ClientId = "holdfast-chart", DpopProof = "e30.e30.AAAA" }), r => r.Refusal, Keep);
        await Try("Commit", keys.CommitAsync(new CommitRequest
        {
            Instance = _instance, Grant = chart.ToByteString(), AccessToken = chart.ToString(), IdempotencyKey = Guess,
            Expected = new ChartHead { Chart = chart.ToByteString(), Sequence = 0, Hash = ByteString.CopyFrom(new byte[32]) },
            Rows = { new CandidateRow { RecordClass = "clinical", Generation = 202601, Hash = ByteString.CopyFrom(new byte[32]) } },
        }), r => r.Refusal);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _tls.Dispose();
    }

    private void Keep(RedeemReply? reply)
    {
        if (reply is not null) Keys.AddRange(reply.Keys);
    }

    private async Task Try<T>(string what, AsyncUnaryCall<T> call, Func<T, Refusal?> refusal, Action<T>? given = null)
    {
        try
        {
            var reply = await call;
            if (refusal(reply) is not null)
            {
                Refused++;
                return;
            }

            if (!Given.Contains(what)) Given.Add(what);
            given?.Invoke(reply);
        }
        catch (RpcException)
        {
            Refused++;
        }
    }
}
