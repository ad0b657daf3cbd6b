using System.Globalization;

namespace TokenAwareBalancer.Fakes;

/// <summary>A scrape in Prometheus text.</summary>
internal sealed class MetricsPage
{
    private readonly string[] _lines;

    public MetricsPage(string text) => _lines = text.Split('\n');

    /// <summary>The value of one series, 0 when it is not there.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="labels">Each as <c>name="value"</c>; others may be there besides.</param>
    public double Value(string name, params string[] labels) => _lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is '{' or ' ')
        .Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
