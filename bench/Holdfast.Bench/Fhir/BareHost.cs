using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench.Fhir;

/// <summary>GET /Patient/{id} answers bytes out of SQLite, POST /Observation puts bytes into it and answers when they are on the disk; concurrent ones share a flush. Nothing is parsed, checked or asked.</summary>
internal static class BareHost
{
    public static async Task Run(string address, string store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var connections = new ConcurrentBag<SqliteConnection>();
        var queue = new BlockingCollection<(byte[] Body, TaskCompletionSource Done)>();
        app.MapGet("/Patient/{id}", (string id) => PlainHost.Read(connections, store, id) is { } found ? Results.Bytes(found, "application/fhir+json") : Results.NotFound());
        app.MapPost("/Observation", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Add((body.ToArray(), done));
            await done.Task;
            return Results.StatusCode(StatusCodes.Status201Created);
        });
        new Thread(() => Write(store, queue)) { IsBackground = true }.Start();
        await app.StartAsync();
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
    }

    private static void Write(string store, BlockingCollection<(byte[] Body, TaskCompletionSource Done)> queue)
    {
        using var connection = new SqliteConnection($"Data Source={store};Pooling=False");
        connection.Open();
        using (var full = connection.CreateCommand())
        {
            full.CommandText = "pragma synchronous = full";
            full.ExecuteNonQuery();
        }

        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into resources values (@id, @json)";
        var batch = new List<TaskCompletionSource>();
        while (true)
        {
            var next = queue.Take();
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            do
            {
                insert.Parameters.Clear();
                insert.Parameters.AddWithValue("@id", Guid.CreateVersion7().ToString());
                insert.Parameters.AddWithValue("@json", next.Body);
                insert.ExecuteNonQuery();
                batch.Add(next.Done);
            }
            while (queue.TryTake(out next));
            transaction.Commit();
            foreach (var done in batch) done.SetResult();
            batch.Clear();
        }
    }
}
