using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Fhir;
using Holdfast.Records.Store;
using Holdfast.Records.Tokens;

namespace Holdfast.Records;

/// <summary>
/// Broken machinery and requests that HTTP itself refuses, as answers. An exception's message may hold what somebody
/// sent, so it is neither answered nor logged: its type and place are.
/// </summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception e)
        {
            if (http.RequestAborted.IsCancellationRequested) return;
            if (http.Response.HasStarted)
            {
                LogBug(e.GetType().Name, e.StackTrace ?? "");
                http.Abort();
                return;
            }

            var (status, issue) = Explain(e);
            if (status == StatusCodes.Status500InternalServerError) LogBug(e.GetType().Name, e.StackTrace ?? "");
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                LogUnavailable(e.Message);
                http.Response.Headers.RetryAfter = "2";
            }

            await Answer(http, status, issue);
        }
    }

    private static (int Status, FhirIssue Issue) Explain(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (413, new FhirIssue("too-long", $"The body may have at most {Limits.LargestBody / 1024 / 1024} MiB. Send the resource in smaller parts.")),
        BadHttpRequestException bad => (bad.StatusCode, new FhirIssue("structure", "The request is not well-formed HTTP, or its body ended early. Send it again.")),
        KeyholderSilentException => (503, new FhirIssue("transient", "The keyholder does not answer, so nothing can be opened or written now. A write that was under way may or may not have taken effect: send it again with If-None-Exist or If-Match.")),
        DamagedDocumentException => (503, new FhirIssue("no-store", "The disk of this server did not keep what it was given. Nothing was written; send it again later, and tell whoever runs it.")),
        StoreException => (503, new FhirIssue("no-store", "The record store cannot write now. Nothing was written; send it again later.")),
        _ => (500, new FhirIssue("exception", "The server made a mistake, which was logged. Nothing was acknowledged.")),
    };

    private static Task Answer(HttpContext http, int status, FhirIssue issue)
    {
        if (http.Request.Path.Value is Token.Path or Revoke.Path or Introspect.Path)
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsJsonAsync(new { error = status >= 500 ? "temporarily_unavailable" : "invalid_request", error_description = issue.Details });
        }

        return FhirHttp.WriteOutcome(http, status, [issue]);
    }

    [LoggerMessage(LogLevel.Error, "A bug: {Type} at {Place}")]
    private partial void LogBug(string type, string place);

    [LoggerMessage(LogLevel.Warning, "Answered 503: {Reason}")]
    private partial void LogUnavailable(string reason);
}
