using System.Text.Json;
using Holdfast.ChartApp.Browser;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.ChartApp.Documents;

/// <summary>How bytes of documents travel. The browser does it (<see cref="BrowserDocuments"/>); tests do it over HTTP.</summary>
internal interface IDocumentWire
{
    /// <summary>One request, with this part of the chosen file as its body.</summary>
    Task<WireAnswer> Send(HttpMethod method, Uri address, string headers, string handle, long from, long to);
}

/// <summary>What came of it; status 0: nobody was reached.</summary>
internal sealed record WireAnswer(int Status, long? Offset, bool IsComplete, string? Location, string? Became, string? Words)
{
    public static WireAnswer Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        var answer = json.RootElement;
        return new WireAnswer(
            (int)(answer.Get("status").Number() ?? 0), long.TryParse(answer.Text("offset"), out var offset) ? offset : null, answer.Text("complete") == "?1",
            answer.Text("location"), answer.Text("became"), WordsOf(answer.Text("said")));
    }

    private static string? WordsOf(string? said)
    {
        try
        {
            using var outcome = JsonDocument.Parse(said ?? "null");
            return Outcomes.Words(outcome.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed class BrowserDocuments : IDocumentWire
{
    public async Task<WireAnswer> Send(HttpMethod method, Uri address, string headers, string handle, long from, long to) =>
        WireAnswer.Read(await DocumentModule.Send(method.Method, address.AbsoluteUri, headers, to > from ? handle : "", from, to));
}
