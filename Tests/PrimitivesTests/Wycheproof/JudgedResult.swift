/// The results of the files that leave room for judgement; each runner says for each flag how it judges.
enum JudgedResult: String, Decodable {
    case valid
    case acceptable
    case invalid
}
