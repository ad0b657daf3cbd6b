using System.Globalization;

namespace TokenAwareBalancer.Llama;

/// <summary>Ordinary prompts of varied length and wording; the same number gives the same prompt.</summary>
internal static class Prompts
{
    private static readonly string[] Sentences =
    [
        "What can you do about the water in the long river of my town?",
        "Summarize the following meeting notes in three short bullet points, please.",
        "Translate \"the first day of the month\" into German and explain the word order.",
        "How many people could use one oil lamp each day, and how would they share it?",
        "Write a polite answer to a customer whose order (no. 4711) arrived two days late.",
        "My function returns null when the list is empty; what could I have overlooked?",
        "They said that there will be more time to look at each of these other things now.",
        "Compare TCP with UDP for a game server with about 64 players.",
        "Which of these would you find first: a word, a number, or the way down?",
        "Explain photosynthesis to a ten-year-old without using the word \"chlorophyll\".",
    ];

    /// <summary>Between one and eight sentences.</summary>
    public static string Get(int number)
    {
        var random = new SeededChoice(number);
        var sentences = Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Sentences[random.Next(Sentences.Length)]);
        return string.Create(CultureInfo.InvariantCulture, $"Question {number}. {string.Join(' ', sentences)}");
    }

    /// <summary>A linear congruential generator (Numerical Recipes): the same everywhere, for ever.</summary>
    private struct SeededChoice
    {
        private uint _state;

        public SeededChoice(int seed) => _state = (uint)seed;

        public int Next(int below)
        {
            _state = unchecked((_state * 1664525) + 1013904223);
            return (int)((_state >> 16) % (uint)below);
        }
    }
}
