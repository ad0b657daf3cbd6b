using System.Globalization;

namespace TokenAwareBalancer.Observing;

/// <summary>Writes down what it is told; contents in a row are one entry, since writes decide their number.</summary>
internal sealed class RecordingListener : IAnswerListener
{
    private readonly List<string> _calls = [];
    private int _contentInARow;

    public int ContentEvents { get; private set; }

    public TokenUsage Usage { get; private set; }

    public string Calls => string.Join('\n', [.. _calls, Row()]);

    public void OnBytes()
    {
    }

    public void OnContent(int contentEvents)
    {
        Assert.True(contentEvents > 0);
        ContentEvents += contentEvents;
        _contentInARow += contentEvents;
    }

    public void OnUsage(in TokenUsage usage)
    {
        Usage = usage;
        Note(usage.ToString());
    }

    private void Note(string call)
    {
        _calls.Add(Row());
        _calls.Add(call);
        _contentInARow = 0;
    }

    private string Row() => string.Create(CultureInfo.InvariantCulture, $"content {_contentInARow}");
}
