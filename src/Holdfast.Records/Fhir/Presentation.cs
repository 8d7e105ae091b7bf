using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Records.Fhir;

/// <summary>
/// How an answer is shown: JSON or XML, pretty or not, whole or in part (<c>_format</c>, <c>_pretty</c>, <c>_summary</c>,
/// <c>_elements</c>, <c>Accept</c>). Whatever is asked for is understood before anything is done: nothing is written for
/// somebody who cannot be answered.
/// </summary>
internal sealed record Presentation(WireFormat Format, bool Pretty, Subset Subset)
{
    private const string Key = "Holdfast.Presentation";
    private const int MostElements = 100;

    private static readonly Presentation Plain = new(WireFormat.Json, false, new Subset(Summary.False, []));

    /// <summary>True when the stored JSON goes out as it is.</summary>
    public bool IsPlain => Format == WireFormat.Json && !Pretty && Subset.IsWhole;

    public string ContentType => Format == WireFormat.Xml ? "application/fhir+xml; charset=utf-8" : FhirHttp.ContentType;

    /// <summary>What the request asks for; what cannot be had is refused (once: the refusal itself is then shown plainly).</summary>
    public static (Presentation Presentation, FhirAnswer.Refused? Refused) Of(HttpContext http)
    {
        if (http.Items[Key] is Presentation known) return (known, null);
        var (made, refused) = Make(http.Request);
        http.Items[Key] = made ?? Plain;
        return (made ?? Plain, refused);
    }

    /// <summary>Stands before every interaction. A search by POST may say it in its form, which is not read yet: it is checked with the answer.</summary>
    public static async ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (IsSearchForm(http.Request)) return await next(context);
        if (Of(http).Refused is not { } refused) return await next(context);
        await FhirHttp.WriteOutcome(http, refused.Status, refused.Issues);
        return Results.Empty;
    }

    /// <summary><see cref="Check"/>, for a route that is not always asked for a resource.</summary>
    public static Task Checked(HttpContext http, Func<Task> interaction) =>
        Of(http).Refused is { } refused ? FhirHttp.WriteOutcome(http, refused.Status, refused.Issues) : interaction();

    /// <summary>Lets <paramref name="write"/> write JSON, and sends it as this asks.</summary>
    public async Task Send(HttpContext http, Func<Task> write)
    {
        if (IsPlain)
        {
            await write();
            return;
        }

        var direct = http.Features.Get<IHttpResponseBodyFeature>()!;
        using var aside = new MemoryStream();
        http.Response.Body = aside;
        try
        {
            await write();
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            http.Features.Set(direct);
        }

        http.Response.ContentLength = null;
        if (aside.Length == 0) return;
        var shown = Show(aside.ToArray());
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = shown.Length;
        await http.Response.BodyWriter.WriteAsync(shown, http.RequestAborted);
    }

    private byte[] Show(byte[] json)
    {
        if (!Subset.IsWhole) json = Subset.Of(json);
        return Format == WireFormat.Xml ? XmlConversion.FromJson(json, Pretty) : Pretty ? PrettyJson.Of(json) : json;
    }

    private static (Presentation? Made, FhirAnswer.Refused? Refused) Make(HttpRequest request)
    {
        var format = Negotiation.Choose(Text(request, "_format"), request.Headers.Accept);
        if (format == WireFormat.Other) return (null, new FhirAnswer.Refused(406, "not-supported", "Answers are to be had as application/fhir+json and application/fhir+xml, in FHIR 4.0. Name one in Accept or _format."));
        if (Text(request, "_pretty") is not (null or "true" or "false")) return (null, Wrong("_pretty is true or false."));
        if (SummaryOf(Text(request, "_summary")) is not { } summary) return (null, Wrong("_summary is true, text, data, count or false."));
        var elements = (Text(request, "_elements") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (elements.Length > MostElements || elements.Any(e => !e.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))) return (null, Wrong($"_elements names at most {MostElements} elements, with commas."));
        if (elements.Length > 0 && summary is not (Summary.False or Summary.Count)) return (null, Wrong("_elements and _summary exclude each other. Send one of them."));
        return (new Presentation(format, Text(request, "_pretty") == "true", new Subset(summary, elements)), null);
    }

    private static string? Text(HttpRequest request, string name)
    {
        var values = request.Query[name];
        if (values.Count == 0 && IsSearchForm(request) && FormOf(request) is { } form) values = form[name];
        return values.Count == 0 ? null : values.ToString();
    }

    /// <summary>The one kind of request that may say in its body how the answer is shown. What else calls itself a form is not read as one.</summary>
    private static bool IsSearchForm(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value?.EndsWith("/_search", StringComparison.Ordinal) == true
        && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Null when the form is broken: the search has refused it.</summary>
    private static IFormCollection? FormOf(HttpRequest request)
    {
        try
        {
            return request.HasFormContentType ? request.Form : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Summary? SummaryOf(string? text) => text switch
    {
        null or "false" => Summary.False,
        "true" => Summary.True,
        "text" => Summary.Text,
        "data" => Summary.Data,
        "count" => Summary.Count,
        _ => null,
    };

    private static FhirAnswer.Refused Wrong(string mend) => new(400, "value", mend);
}
