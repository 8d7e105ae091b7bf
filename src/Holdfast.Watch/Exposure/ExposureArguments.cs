using System.Globalization;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Watch.Exposure;

/// <summary>The question, from the command line.</summary>
internal static class ExposureArguments
{
    /// <exception cref="SettingsException">Nothing is asked, or an id or time is none.</exception>
    public static ExposureQuestion Read(Options options)
    {
        if (!Ids.Read(options["--person"], PersonId.TryParse, out PersonId? person)) throw NotAnId("--person");
        if (!Ids.Read(options["--session"], SessionId.TryParse, out SessionId? session)) throw NotAnId("--session");
        if (!Ids.Read(options["--grant"], GrantId.TryParse, out GrantId? grant)) throw NotAnId("--grant");
        if (options["--node"] is { } node && (node.Length is 0 or > Ids.MaximumNode)) throw new SettingsException("--node takes a node's name, such as records-1, or one run of it (32 hexadecimal digits).");
        var question = new ExposureQuestion(person, session, grant, options["--node"], Time(options, "--from"), Time(options, "--to"));
        return question.IsEmpty ? throw new SettingsException("Say whose exposure: --person, --session, --grant, --node, or a time with --from and --to.") : question;
    }

    private static long? Time(Options options, string name)
    {
        if (options[name] is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : throw new SettingsException($"{name} takes Unix milliseconds.");
    }

    private static SettingsException NotAnId(string name) => new($"{name} takes an id: 32 hexadecimal digits, lower case.");
}
