using System.Globalization;
using System.Text;

namespace Edge.Rules.Replay.Plot;

/// <summary>Builds an SVG document; the same calls give the same bytes on every machine.</summary>
internal sealed class SvgText
{
    private readonly StringBuilder _text = new();

    public SvgText(int width, int height, string title)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" ");
        _text.Append(CultureInfo.InvariantCulture, $"viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        _text.Append("<title>").Append(Escaped(title)).Append("</title>\n");
        Rectangle(0, 0, width, height, "#ffffff");
    }

    public void Rectangle(double x, double y, double width, double height, string fill)
    {
        _text.Append("<rect x=\"").Append(Number(x)).Append("\" y=\"").Append(Number(y)).Append("\" width=\"");
        _text.Append(Number(width)).Append("\" height=\"").Append(Number(height)).Append("\" fill=\"").Append(fill).Append("\"/>\n");
    }

    public void Line(double x1, double y1, double x2, double y2, string stroke, string? dash = null)
    {
        _text.Append("<line x1=\"").Append(Number(x1)).Append("\" y1=\"").Append(Number(y1)).Append("\" x2=\"").Append(Number(x2));
        _text.Append("\" y2=\"").Append(Number(y2)).Append("\" stroke=\"").Append(stroke).Append('"');
        if (dash is not null) { _text.Append(" stroke-dasharray=\"").Append(dash).Append('"'); }
        _text.Append("/>\n");
    }

    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public void Words(double x, double y, string words, string anchor = "start", string fill = "#222222", int size = 12)
    {
        _text.Append("<text x=\"").Append(Number(x)).Append("\" y=\"").Append(Number(y)).Append("\" text-anchor=\"").Append(anchor);
        _text.Append(CultureInfo.InvariantCulture, $"\" fill=\"{fill}\" font-size=\"{size}\">").Append(Escaped(words)).Append("</text>\n");
    }

    /// <summary>A line through points; a new one begins where a point has no height.</summary>
    public void Path(IEnumerable<(double X, double? Y)> points, string stroke)
    {
        _text.Append("<path fill=\"none\" stroke=\"").Append(stroke).Append("\" stroke-width=\"1.5\" d=\"");
        bool isDrawing = false;
        foreach ((double x, double? y) in points)
        {
            if (y is { } height) { _text.Append(isDrawing ? 'L' : 'M').Append(Number(x)).Append(' ').Append(Number(height)); }
            isDrawing = y is not null;
        }

        _text.Append("\"/>\n");
    }

    public override string ToString() => _text + "</svg>\n";

    private static string Number(double value)
    {
        double tenths = Math.Floor((value * 10) + 0.5);
        return (tenths / 10).ToString("0.#", CultureInfo.InvariantCulture);
    }

    private static string Escaped(string words)
    {
        var text = new StringBuilder(words.Length);
        foreach (char c in words)
        {
            text.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                _ when char.IsControl(c) || char.IsSurrogate(c) || c >= '\uFFFE' => "\uFFFD",
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
