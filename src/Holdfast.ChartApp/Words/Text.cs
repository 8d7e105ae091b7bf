namespace Holdfast.ChartApp.Words;

public enum Language { English, French }

/// <summary>One thing that the application says, in both languages: a text without its translation does not compile.
/// Public, as parameters of components must be.</summary>
public readonly record struct Text(string English, string French)
{
    public string In(Language language) => language == Language.French ? French : English;
}
