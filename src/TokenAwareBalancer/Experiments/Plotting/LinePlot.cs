using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>Curves over two axes, as SVG.</summary>
internal sealed class LinePlot
{
    public const double Width = 420;
    public const double Height = 240;
    private const double Left = 48;
    private const double Right = 12;
    private const double Top = 10;
    private const double Bottom = 28;

    private readonly Axis _across;
    private readonly Axis _up;
    private readonly string _title;
    private readonly StringBuilder _svg = new();

    public LinePlot(string title, Axis across, Axis up) => (_title, _across, _up) = (title, across, up);

    public LinePlot Grid(Func<double, string> writeAcross, Func<double, string> writeUp)
    {
        foreach (var tick in _across.Ticks())
        {
            Path("grid", [(tick, _up.From), (tick, _up.To)]);
            Write(X(tick), Height - Bottom + 16, Anchor(tick), writeAcross(tick));
        }

        foreach (var tick in _up.Ticks())
        {
            Path("grid", [(_across.From, tick), (_across.To, tick)]);
            Write(Left - 6, Y(tick) + 4, "end", writeUp(tick));
        }

        return this;
    }

    public LinePlot Path(string classes, IEnumerable<(double Across, double Up)> points)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{classes}\" d=\"");
        var command = 'M';
        foreach (var (across, up) in points)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"{command}{X(across):0.#} {Y(up):0.#}");
            command = 'L';
        }

        _svg.Append("\"/>");
        return this;
    }

    public LinePlot Bar(string classes, double from, double to, double up)
    {
        _svg.Append($"<rect class=\"bar {classes}\" ")
            .Append(CultureInfo.InvariantCulture, $"x=\"{X(from):0.#}\" y=\"{Y(up):0.#}\" ")
            .Append(CultureInfo.InvariantCulture, $"width=\"{X(to) - X(from):0.#}\" height=\"{Y(0) - Y(up):0.#}\"/>");
        return this;
    }

    /// <summary>The whole figure.</summary>
    public string Figure(string caption, string legend = "") =>
        $"<figure><figcaption>{ReportPage.Text(caption)}</figcaption>{Drawing("")}{legend}</figure>\n";

    /// <summary>The plot alone, as a part of a drawing of several.</summary>
    public string Panel(double x, double y) => Drawing(string.Create(
        CultureInfo.InvariantCulture, $" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Width}\" height=\"{Height}\""));

    /// <summary>What line is whose.</summary>
    public static string Legend(IEnumerable<string> names) => "<div class=\"legend\">" + string.Concat(names.Select(
        (name, number) => "<span><svg viewBox=\"0 0 20 8\" aria-hidden=\"true\">"
            + $"<path class=\"{ReportStyle.Line(number)}\" d=\"M0 4L20 4\"/></svg>{ReportPage.Text(name)}</span>"))
        + "</div>";

    private string Drawing(string place) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg{place} viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{ReportPage.Text(_title)}\">")
        + $"{_svg}</svg>";

    private void Write(double x, double y, string anchor, string text) => _svg.Append(
        CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{ReportPage.Text(text)}</text>");

    /// <summary>What is no number may be long, and is not to hang over the edges.</summary>
    private string Anchor(double tick) => _across.Marks is null ? "middle" : _across.Place(tick) switch
    {
        0 => "start",
        1 => "end",
        _ => "middle",
    };

    private double X(double value) => Left + _across.Place(value) * (Width - Left - Right);

    private double Y(double value) => Height - Bottom - _up.Place(value) * (Height - Top - Bottom);
}
