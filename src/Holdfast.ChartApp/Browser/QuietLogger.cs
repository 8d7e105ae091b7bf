using Microsoft.Extensions.Logging;

namespace Holdfast.ChartApp.Browser;

/// <summary>
/// Nothing goes to the browser's console: an exception's text may quote a chart, and consoles are read by extensions and
/// support people. A failure shows the page's own message instead.
/// </summary>
internal sealed class QuietLogger : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) BrowserModule.ShowBroken();
    }

    public void Dispose()
    {
    }
}
