using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Understanding.Json;

/// <summary>
/// Where the reader stands (<c>messages[3].content</c>), kept as numbers so that a request without errors makes no
/// string. One entry per object or array entered: a key as its complement, so below 0, or an index.
/// </summary>
internal sealed class KeyPath
{
    private int[] _steps = new int[16];
    private int _depth;

    public void Clear() => _depth = 0;

    public void EnterObject() => Push(~(int)JsonKey.Unknown);

    /// <summary>Starts before the first item.</summary>
    public void EnterArray() => Push(-1);

    public void Leave() => _depth--;

    public void SetKey(JsonKey key) => _steps[_depth - 1] = ~(int)key;

    public void MoveToNextIndex() => _steps[_depth - 1]++;

    /// <summary>The path as text, null at the top.</summary>
    public string? Describe(JsonKey child = JsonKey.Unknown)
    {
        var text = new StringBuilder();
        foreach (var step in _steps.AsSpan(0, _depth))
            Append(text, step);
        if (child != JsonKey.Unknown)
            Append(text, ~(int)child);
        return text.Length == 0 ? null : text.ToString();
    }

    private static void Append(StringBuilder text, int step)
    {
        if (step >= 0)
            text.Append(CultureInfo.InvariantCulture, $"[{step}]");
        else
            text.Append(text.Length == 0 ? "" : ".").Append(JsonWords<JsonKey>.Spell((JsonKey)~step));
    }

    private void Push(int step)
    {
        if (_depth == _steps.Length)
            Array.Resize(ref _steps, 2 * _depth);
        _steps[_depth++] = step;
    }
}
