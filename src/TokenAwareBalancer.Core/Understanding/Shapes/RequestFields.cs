using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>What the top-level fields said so far, the last of equal keys.</summary>
internal struct RequestFields
{
    public ByteRange Model;
    public bool IsStreaming;
    public bool AsksForUsage;
    public ByteRange StreamOptions;
    public ByteRange IncludeUsage;
    public int? MaxTokens;
    public int? MaxCompletionTokens;
    public int? ExpectedOutputTokens;
    public int? N;
    public int? BestOf;
    public int MessageCount;
    public int InputCount;
    public int DocumentCount;
    public int PromptCount;
    public bool AsksForTokenTexts;
    public bool HasTools;
    public bool HasFunctions;
    public bool IsRewritten;
    public bool IsUncached;
    public PrefixSettingRanges PrefixSettings;

    public PieceSlot Messages;
    public PieceSlot System;
    public PieceSlot Tools;
    public PieceSlot Functions;
    public PieceSlot Prompt;
    public PieceSlot Suffix;
    public PieceSlot Input;
    public PieceSlot Instructions;
    public PieceSlot PreviousResponse;
    public PieceSlot Conversation;
    public PieceSlot Query;
    public PieceSlot Documents;

    public readonly int Completions
    {
        get
        {
            var answersPerPrompt = (long)Math.Max(N ?? 1, BestOf ?? 1);
            return (int)Math.Min(answersPerPrompt * Math.Max(1, PromptCount), int.MaxValue);
        }
    }
}
