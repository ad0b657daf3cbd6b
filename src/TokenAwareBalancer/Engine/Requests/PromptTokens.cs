using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Engine.Requests;

/// <summary>Adds up the tokens of a prompt from its parts.</summary>
internal sealed class PromptTokens
{
    /// <summary>What English text has per token, about; the rule when no tokenizer is given.</summary>
    public const int BytesPerToken = 4;

    private readonly ITokenCounter? _counter;
    private readonly PromptBlocks? _blocks;
    private long _countedTokens;
    private long _uncountedBytes;

    /// <param name="counter">Null counts bytes.</param>
    /// <param name="blocks">Gets the texts too; only where bytes are counted.</param>
    public PromptTokens(ITokenCounter? counter, PromptBlocks? blocks = null) => (_counter, _blocks) = (counter, blocks);

    /// <summary>At least 1: there is no empty prompt once a chat template is around it.</summary>
    public int Total => (int)Math.Clamp(_countedTokens + _uncountedBytes / BytesPerToken, 1, int.MaxValue);

    public void AddTokenIds(int count) => _countedTokens += count;

    /// <summary>Adds the JSON text of an element as it came, for instance of tool definitions.</summary>
    public void AddRaw(JsonElement element) => Add(element.GetRawText());

    public void AddString(JsonElement element) => Add(element.GetString()!);

    public void Add(string text)
    {
        if (_blocks is not null)
            AddBlocks(Encoding.UTF8.GetBytes(text), _blocks);
        else if (_counter is null)
            _uncountedBytes += Encoding.UTF8.GetByteCount(text);
        else
            _countedTokens += _counter.CountTokens(Encoding.UTF8.GetBytes(text));
    }

    private void AddBlocks(byte[] utf8, PromptBlocks blocks)
    {
        _uncountedBytes += utf8.Length;
        blocks.Add(utf8);
    }
}
