using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Tests.Records;

/// <summary>/chart/: the chart application's files.</summary>
public sealed class ChartAppFilesTests : IDisposable
{
    private const string ImportMap = "{\"imports\":{}}";
    private readonly string _files = Directory.CreateTempSubdirectory("holdfast-chart-").FullName;

    public ChartAppFilesTests()
    {
        void Write(string name, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_files, name))!);
            File.WriteAllText(Path.Combine(_files, name), text);
        }

        Write("index.html", $"<base href=\"/chart/\"><script type=\"importmap\">{ImportMap}</script><script src=\"boot.js\"></script>");
        Write("boot.js", "1");
        Write("viewer/pdf.html", "<script type=module src=pdf-view.mjs></script>");
        Write("_framework/dotnet.abc123def4.wasm", "wasm");
        Write("_framework/dotnet.abc123def4.wasm.br", "brotli");
    }

    public void Dispose() => Directory.Delete(_files, recursive: true);

    [Fact]
    public async Task Files_are_served_with_the_right_type_cache_and_policy()
    {
        await using var records = await RecordsUnderTest.Start(_files);
        using var index = await records.Web.GetAsync("/chart/");
        Assert.Equal("text/html; charset=utf-8", index.Content.Headers.ContentType!.ToString());
        var policy = index.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("'wasm-unsafe-eval' 'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ImportMap))) + "'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.DoesNotContain("unsafe-inline", policy);
        Assert.Equal("no-cache", index.Headers.CacheControl!.ToString());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/chart/_framework/dotnet.abc123def4.wasm");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var wasm = await records.Web.SendAsync(request);
        Assert.Equal(("application/wasm", "br"), (wasm.Content.Headers.ContentType!.ToString(), wasm.Content.Headers.ContentEncoding.Single()));
        Assert.Equal("brotli", await wasm.Content.ReadAsStringAsync());
        Assert.Contains("immutable", wasm.Headers.CacheControl!.ToString());
        Assert.Equal("wasm", await records.Web.GetStringAsync("/chart/_framework/dotnet.abc123def4.wasm"));
    }

    [Fact]
    public async Task Where_a_PDF_is_drawn_there_is_no_origin_no_network_and_no_eval()
    {
        await using var records = await RecordsUnderTest.Start(_files);
        using var viewer = await records.Web.GetAsync("/chart/viewer/pdf.html");
        var policy = viewer.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("connect-src 'none'", policy);
        Assert.Contains("sandbox allow-scripts", policy);
        Assert.Contains($"script-src {RecordsUnderTest.Origin}/chart/viewer/ 'wasm-unsafe-eval'", policy);
        Assert.Contains($"frame-ancestors {RecordsUnderTest.Origin}", policy);
        Assert.DoesNotContain(policy, part => part.Contains("'unsafe-eval'") || part.Contains("unsafe-inline") || part.Contains("same-origin"));
        // A document without an origin may load these files, and no others.
        Assert.Equal("*", viewer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var index = await records.Web.GetAsync("/chart/");
        Assert.False(index.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Contains("frame-src 'self'", index.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory]
    [InlineData("/chart/visit/12", 200)]
    [InlineData("/chart/missing.js", 404)]
    [InlineData("/chart/..%2f..%2fetc/passwd.txt", 404)]
    [InlineData("/chart?launch=x", 302)]
    [InlineData("/chart", 302)]
    public async Task Pages_of_the_application_are_its_own_and_missing_files_are_missing(string path, int status)
    {
        await using var records = await RecordsUnderTest.Start(_files);
        using var answer = await records.Web.GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 302) Assert.Equal(path.Replace("/chart", "/chart/"), answer.Headers.Location!.ToString());
    }
}
