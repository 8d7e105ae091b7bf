namespace Holdfast.Wire.Connections;

/// <summary>Who looks at documents for viruses before they are taken in: member <c>scan</c> of records' role.json. Without it nobody does.</summary>
/// <param name="Clamd">clamd's socket: a path, or host:port.</param>
/// <param name="Required">True: what could not be looked at is not taken in. False: it is, and the log says so.</param>
/// <param name="LargestBytes">clamd's StreamMaxLength (its default is 100 MiB): what is longer cannot be looked at.</param>
public sealed record ScanPolicy(string Clamd, bool Required = true, long LargestBytes = 100L << 20)
{
    internal IEnumerable<string> Errors()
    {
        var colon = Clamd.LastIndexOf(':');
        if (!Clamd.StartsWith('/') && (colon < 1 || !ushort.TryParse(Clamd[(colon + 1)..], out _))) yield return "scan.clamd must be the path of clamd's socket, or host:port";
        if (LargestBytes < 1) yield return "scan.largestBytes must be clamd's StreamMaxLength in bytes";
    }
}
