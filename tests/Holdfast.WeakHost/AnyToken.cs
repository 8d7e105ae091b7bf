using System.Collections.Concurrent;
using Holdfast.Records.Charts;
using Holdfast.Wire;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 2: a records in which a live token reads by id whatever is open on the node, as servers do that look the resource up first and forget whose it is.</summary>
internal static class AnyToken
{
    public static Task<int> Run(string folder)
    {
        var tokens = new ConcurrentBag<string>();
        var keep = new WeakRecords.Replies(reply =>
        {
            if (reply is RedeemReply { AccessToken.Length: > 0 } release) tokens.Add(release.AccessToken);
        });
        return WeakRecords.Run(folder, keep, change: app =>
        {
            var door = app.Services.GetRequiredService<ChartDoor>();
            app.Use(async (http, next) =>
            {
                var authorization = http.Request.Headers.Authorization.ToString();
                if (http.Request.Method == "GET" && authorization.StartsWith("DPoP ", StringComparison.Ordinal) && door.Find(authorization[5..]) is not null
                    && http.Request.Path.Value?.Split('/') is ["", "fhir", var type, var id]
                    && tokens.Select(door.Find).Select(live => live?.Chart.Find(type, id)).FirstOrDefault(found => found is not null) is { } resource)
                {
                    await http.Response.Body.WriteAsync(resource.ToJson());
                    return;
                }

                await next(http);
            });
        });
    }
}
