using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Puts the parts of a <c>tokenizer.json</c> together.</summary>
internal sealed class TokenizerAssembly(
    string file, BpeModel model, List<AddedToken> addedTokens, JsonPlace? normalizer, JsonPlace? preTokenizer)
{
    public ITokenEncoder Create(string name)
    {
        if (preTokenizer is not { } place)
            throw new TokenizerFileException($"{file}: there is no pre_tokenizer; a byte-level BPE has one.");
        var added = DistinctAddedTokens();
        var stage = new PreTokenizerReader(CreateTables()).Read(place);
        var normalize = new NormalizerReader(normalizer);
        stage = CutOut(added.Where(token => token.IsNormalized).Select(token => Normalize(token, normalize)), stage);
        stage = normalize.Before(stage);
        stage = CutOut(added.Where(token => !token.IsNormalized), stage);
        return new FileTokenizer(name, stage, CreateTokenBytes(added));
    }

    private static TextStage CutOut(IEnumerable<AddedToken> tokens, TextStage next)
    {
        // Of tokens that normalize to the same, the first one is found.
        var distinct = tokens.Where(token => token.Content.Length > 0)
            .DistinctBy(token => Convert.ToHexString(token.Content))
            .ToArray();
        return distinct.Length == 0 ? next : new AddedTokenStage(new AddedTokenFinder(distinct), next);
    }

    private static AddedToken Normalize(AddedToken token, NormalizerReader normalizer) =>
        token with { Content = normalizer.Normalize(token.Content) };

    /// <summary>The added tokens, without repetitions and empty ones; one that the model has keeps the model's id.</summary>
    private List<AddedToken> DistinctAddedTokens()
    {
        var byContent = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        var byId = Enumerable.Range(0, model.Strings.Count).ToDictionary(token => model.Ids[token]);
        var contentById = new Dictionary<int, string>();
        for (var i = 0; i < addedTokens.Count; i++)
        {
            var token = addedTokens[i];
            var content = Encoding.UTF8.GetString(token.Content);
            if (content.Length == 0)
                continue;
            var inModel = model.Strings.Find(token.Content);
            if (inModel >= 0)
                token = token with { Id = model.Ids[inModel] };
            else if (byId.ContainsKey(token.Id))
                throw Wrong(i, $"has the id {token.Id}, which a token of model.vocab has already");

            if (byContent.TryAdd(content, token))
            {
                if (!contentById.TryAdd(token.Id, content))
                    throw Wrong(i, $"has the id {token.Id}, which another added token has already");
            }
            else if (byContent[content] with { Content = token.Content } != token)
            {
                throw Wrong(i, "repeats the content of another added token, with other properties");
            }
        }

        return [.. byContent.Values];
    }

    private TokenizerFileException Wrong(int index, string what) => new($"{file}: added_tokens[{index}] {what}.");

    private TokenTables CreateTables()
    {
        var order = model.Order.Order;
        var builder = new VocabularyBuilder($"{file}: model.vocab", order.Count, model.Bytes.Length);
        var ids = new int[order.Count];
        for (var rank = 0; rank < ids.Length; rank++)
        {
            builder.Add(model.BytesOf(order[rank]));
            ids[rank] = model.Ids[order[rank]];
        }

        return new TokenTables(builder.Build(), model.IgnoresMerges ? FindWholePieces() : null, ids);
    }

    private WholePieces? FindWholePieces()
    {
        var tokens = new List<KeyValuePair<byte[], int>>();
        for (var token = 0; token < model.Ids.Length; token++)
        {
            if (model.Lengths[token] > 0 && !model.Order.IsReached(token))
                tokens.Add(new(model.BytesOf(token).ToArray(), model.Ids[token]));
        }

        return tokens.Count == 0 ? null : new WholePieces(tokens);
    }

    private TokenBytes CreateTokenBytes(List<AddedToken> added)
    {
        var bytes = new byte[model.Bytes.Length + added.Sum(token => token.Content.Length)];
        model.Bytes.CopyTo(bytes, 0);
        var ids = model.Ids.Concat(added.Select(token => token.Id)).ToArray();
        var starts = model.Starts.Concat(new int[added.Count]).ToArray();
        var lengths = model.Lengths.Concat(added.Select(token => token.Content.Length)).ToArray();
        var end = model.Bytes.Length;
        for (var i = 0; i < added.Count; i++)
        {
            added[i].Content.CopyTo(bytes, end);
            starts[model.Starts.Length + i] = end;
            end += added[i].Content.Length;
        }

        return new TokenBytes(bytes, ids, starts, lengths);
    }
}
