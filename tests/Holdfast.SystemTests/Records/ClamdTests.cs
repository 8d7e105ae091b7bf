using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Tests.Records;
using Holdfast.Tests.Records.Documents;
using Holdfast.Wire.Connections;

namespace Holdfast.SystemTests.Records;

/// <summary>Debian's clamd, with one signature of our own: what it finds, it finds over its socket, and the head stays where it was.</summary>
public sealed class ClamdTests : IAsyncLifetime
{
    private const int StreamMaxMebibytes = 2;

    /// <summary>The string that every scanner knows, put together here so that none finds it in this file.</summary>
    private static string Eicar => string.Concat("X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*");

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-clamd-").FullName;
    private Process? _clamd;

    private string Socket => Path.Combine(_folder, "clamd.ctl");

    public async ValueTask InitializeAsync()
    {
        var bytes = Encoding.ASCII.GetBytes(Eicar);
        var database = Directory.CreateDirectory(Path.Combine(_folder, "db")).FullName;
        await File.WriteAllTextAsync(Path.Combine(database, "own.hsb"), $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}:{bytes.Length}:Holdfast.Test.Eicar:73\n");
        var configuration = Path.Combine(_folder, "clamd.conf");
        await File.WriteAllTextAsync(configuration, $"""
            Foreground yes
            LocalSocket {Socket}
            DatabaseDirectory {database}
            StreamMaxLength {StreamMaxMebibytes}M
            TemporaryDirectory {_folder}
            LogFile {Path.Combine(_folder, "clamd.log")}
            """);
        _clamd = Process.Start(new ProcessStartInfo("/usr/sbin/clamd", ["--config-file", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        for (var i = 0; i < 600 && !File.Exists(Socket); i++)
        {
            if (_clamd.HasExited) throw new InvalidOperationException("clamd ended: " + await _clamd.StandardError.ReadToEndAsync() + await _clamd.StandardOutput.ReadToEndAsync());
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_clamd is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }

        _clamd?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_clamd_finds_stays_out_of_the_chart_and_what_it_would_cut_off_too()
    {
        await using var records = await RecordsUnderTest.Start(scan: new ScanPolicy(Socket, LargestBytes: (StreamMaxMebibytes + 2L) << 20));
        using var app = await records.OpenChart();
        var clean = Encoding.UTF8.GetBytes("A letter about a wound.");
        Assert.Equal(201, (await app.PostBytes(clean, "text/plain")).Status);
        Assert.Equal(201, (await app.PostBytes(Sent.Pdf(1_500_000))).Status);

        var head = records.State.Head(app.Chart);
        var infected = await app.PostBytes(Encoding.ASCII.GetBytes(Eicar), "text/plain");
        Assert.Equal(422, infected.Status);
        Assert.DoesNotContain("Eicar", infected.Text, StringComparison.OrdinalIgnoreCase);
        await RecordsUnderTest.Eventually(() => records.State.Views.Any(view => view.Interaction == "upload-infected"));

        // role.json says more than clamd.conf allows: clamd stops listening in the middle, and that is no OK.
        Assert.Equal(503, (await app.PostBytes(Sent.Pdf((StreamMaxMebibytes + 1) << 20))).Status);
        Assert.Equal(head, records.State.Head(app.Chart));
        Assert.Equal(2, records.Blobs().Count);
    }

    [Fact]
    public async Task When_clamd_is_gone_nothing_comes_in()
    {
        await using var records = await RecordsUnderTest.Start(scan: new ScanPolicy(Socket));
        using var app = await records.OpenChart();
        _clamd!.Kill();
        await _clamd.WaitForExitAsync();
        Assert.Equal(503, (await app.PostBytes("words"u8.ToArray(), "text/plain")).Status);
        Assert.Empty(records.Blobs());
    }
}
