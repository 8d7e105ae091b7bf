using System.Security.Cryptography;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench;

/// <summary>
/// What records is compared with, a process of its own: /plain/Patient/{id} reads the plaintext JSON from a SQLite table
/// of the same store engine behind a bearer token, /proven/Patient/{id} behind DPoP proofs as records does it; /bare answers the same bytes from memory with nothing before it.
/// </summary>
internal static class PlainHost
{
    public static async Task Run(string address, string store, string id, string token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var connections = new System.Collections.Concurrent.ConcurrentBag<SqliteConnection>();
        var bytes = Read(connections, store, id)!;
        app.MapGet("/bare", () => Results.Bytes(bytes, "application/fhir+json"));
        app.MapGet("/plain/Patient/{id}", (HttpRequest request, string id) =>
            !CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), "Bearer bench"u8) ? Results.Unauthorized()
            : Read(connections, store, id) is { } found ? Results.Bytes(found, "application/fhir+json") : Results.NotFound());
        var (proofs, replay) = (new DpopProofs(), new DpopReplay(TimeProvider.System));
        app.MapGet("/proven/Patient/{id}", (HttpRequest request, string id) =>
            proofs.Verify(request.Headers["DPoP"].ToString(), "GET", address + request.Path.ToUriComponent(), token, TimeProvider.System.GetUtcNow()) is not DpopOutcome.Accepted accepted
                || !replay.TryUse(accepted) ? Results.Unauthorized()
            : Read(connections, store, id) is { } found ? Results.Bytes(found, "application/fhir+json") : Results.NotFound());
        await app.RunAsync();
    }

    public static void Make(string store, string id, byte[] json)
    {
        using var connection = new SqliteConnection($"Data Source={store}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal; create table resources (id text primary key, json blob); insert into resources values (@id, @json)";
        command.Parameters.AddWithValue("@id", id);
        command.Parameters.AddWithValue("@json", json);
        command.ExecuteNonQuery();
    }

    public static byte[]? Read(System.Collections.Concurrent.ConcurrentBag<SqliteConnection> connections, string store, string id)
    {
        if (!connections.TryTake(out var connection))
        {
            connection = new SqliteConnection($"Data Source={store};Mode=ReadOnly;Pooling=False");
            connection.Open();
        }

        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "select json from resources where id = @id";
            command.Parameters.AddWithValue("@id", id);
            return command.ExecuteScalar() as byte[];
        }
        finally
        {
            connections.Add(connection);
        }
    }
}
