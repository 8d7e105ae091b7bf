using Holdfast.Ledger;
using Holdfast.Wire.Connections;

namespace Holdfast.Watch.Witness;

/// <summary>
/// The witness's two addresses (c2sp.org/tlog-witness), on the mutual-TLS listener alone. Only the keyholder submits.
/// <code>
/// POST /add-checkpoint                    answers as WitnessState decides: 200 400 403 404 409 422
/// GET  /SHA256-OF-ORIGIN/checkpoint       the newest cosigned note
/// </code>
/// </summary>
internal static class WitnessRoutes
{
    public static void MapWitness(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/add-checkpoint", Add);
        routes.MapGet("/{originHash}/checkpoint", (string originHash, WitnessState witness) =>
            witness.ReadCheckpoint(originHash) is { } note ? Results.Text(note, "text/plain; charset=utf-8") : Results.NotFound());
    }

    private static async Task<IResult> Add(HttpContext http, WitnessState witness, OwnHistory history, InternalTls tls)
    {
        var certificate = await http.Connection.GetClientCertificateAsync(http.RequestAborted);
        if (tls.Verify(certificate) is not { Role: "keyholder" }) return Results.Text("Only the keyholder submits checkpoints.\n", statusCode: StatusCodes.Status403Forbidden);
        if (await Body(http) is not { } body) return Results.Text("A request has at most 72 KiB.\n", statusCode: StatusCodes.Status413PayloadTooLarge);
        var answer = history.Objection(body) ?? witness.AddCheckpoint(body);
        return Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);
    }

    /// <summary>The body, or null when it is longer than any request.</summary>
    private static async Task<byte[]?> Body(HttpContext http)
    {
        var buffer = new byte[WitnessRequest.MaxLength + 1];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted);
            if (read == 0) return buffer[..length];
            length += read;
        }

        return null;
    }
}
