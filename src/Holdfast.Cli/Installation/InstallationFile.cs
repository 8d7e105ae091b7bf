using System.Text.Json;

namespace Holdfast.Cli.Installation;

/// <summary><c>installation.json</c>: what the command line must know of an installation to start and ask its roles. Holds no secret.</summary>
internal sealed record InstallationFile(
    string Installation, string Provider, string DeskOrigin, string RecordsOrigin, string WatchOrigin,
    string KeyholderAddress, string DeskListen, string RecordsListen, string WatchListen)
{
    private const string FileName = "installation.json";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <exception cref="PlainFailure">No installation is there.</exception>
    public static InstallationFile Load(string data)
    {
        var path = Path.Combine(data, FileName);
        if (!File.Exists(path)) throw new PlainFailure($"{data} holds no installation. Make one with `holdfast init {data}`.", 2);
        try
        {
            return JsonSerializer.Deserialize<InstallationFile>(File.ReadAllBytes(path), Options)!;
        }
        catch (JsonException e)
        {
            throw new PlainFailure($"{path} cannot be read: {e.Message}", 2);
        }
    }

    public void Save(string data) => File.WriteAllBytes(Path.Combine(data, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Options));
}
