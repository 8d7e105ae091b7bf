using Holdfast.Wire.Connections;

namespace Holdfast.Watch;

/// <summary>The few arguments after a verb and its folder, read strictly: none unknown, none twice.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _flags = [];

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <exception cref="SettingsException">An argument is unknown, given twice, or lacks its value.</exception>
    public static Options Read(string[] arguments, string[] values, string[] flags)
    {
        var read = new Options();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (flags.Contains(name)) _ = read._flags.Add(name) ? true : throw new SettingsException($"{name} is given twice.");
            else if (!values.Contains(name)) throw new SettingsException($"{name} is not an argument here.");
            else if (++i == arguments.Length) throw new SettingsException($"{name} needs a value.");
            else if (!read._values.TryAdd(name, arguments[i])) throw new SettingsException($"{name} is given twice.");
        }

        return read;
    }

    public bool Has(string flag) => _flags.Contains(flag);
}
