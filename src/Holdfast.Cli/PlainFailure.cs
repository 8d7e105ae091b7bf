namespace Holdfast.Cli;

/// <summary>Something the person at the terminal can mend: its message is printed as the last line of standard error, without a stack.</summary>
internal sealed class PlainFailure(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
