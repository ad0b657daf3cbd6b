using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads the lists that a conversation is made of: <c>messages</c>, <c>system</c>, <c>tools</c>.</summary>
internal static class ConversationReader
{
    /// <returns>The number of messages.</returns>
    public static int ReadMessages(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (json.IsNull)
            return 0;
        var messageCount = 0;
        json.EnterArray("an array of messages");
        while (json.NextItem())
        {
            MessageReader.Read(ref json, pieces);
            messageCount++;
        }
        pieces.Add(PromptPiece.OfTokens(PromptCosts.ReplyTokens));
        pieces.Close(ref slot);
        return messageCount;
    }

    /// <summary>Anthropic's system prompt, which counts as one more message.</summary>
    public static void ReadSystem(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (json.IsNull)
            return;
        ContentReader.Read(ref json, pieces);
        pieces.Add(PromptPiece.OfTokens(PromptCosts.MessageTokens + PromptCosts.UnspelledRoleTokens));
        pieces.Close(ref slot);
    }

    /// <summary>Counts a list of tools or functions as the JSON it is: most chat templates print it so.</summary>
    /// <returns>Whether there is any.</returns>
    public static bool ReadTools(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (json.IsNull)
            return false;
        var start = json.Offset;
        var toolCount = 0;
        json.EnterArray();
        for (; json.NextItem(); toolCount++)
            json.Skip();
        if (toolCount > 0)
            pieces.Add(PromptPiece.OfText(new ByteRange(start, json.End - start), hasEscapes: false));
        pieces.Close(ref slot);
        return toolCount > 0;
    }
}
